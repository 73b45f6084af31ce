import { Button, type ButtonProps } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { t } from '@/i18n';
import type { Body } from '@/services/types';

const PrintLabels = lazy(() => import('./PrintLabels'));

interface Props extends ButtonProps {
  /** What the labels are of, in words. */
  of: string;
  item: Omit<Body<'LabelItem'>, 'copies'>;
  units?: string[];
}

/** LabelsButton opens the printing of labels for one thing. */
export function LabelsButton({ of, item, units, ...look }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<IconPrinter size={20} />} {...look} onClick={() => setOpen(true)} aria-label={t('labels.of', { name: of })}>{t('labels.button')}</Button>
      {open && <Suspense><PrintLabels title={t('labels.of', { name: of })} item={item} units={units} onClose={() => setOpen(false)} /></Suspense>}
    </>
  );
}
