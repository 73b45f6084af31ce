import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCircleCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { soundRight } from '@/components/feedback';
import { Page } from '@/components/Page';
import { Notice } from '@/components/states';
import { t } from '@/i18n';
import { pathOf } from '@/services/operations/paths';
import type { Operation } from '@/services/types';

interface Props {
  operation: Operation;
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}

/** StepPage is the frame of a step of a document. */
export function StepPage({ operation, title, lead, children }: Props) {
  return <Page title={title} lead={lead} back={pathOf(operation.kind).replace('$id', operation.id)} narrow>{children}</Page>;
}

/** Finished says that a step has nothing left to do. */
export function Finished({ title, detail, onLeave }: { title: string; detail?: string; onLeave: () => void }) {
  return (
    <Notice icon={<IconCircleCheck size={28} />} color="pine" title={title} detail={detail} role="status">
      <Button size="lg" onClick={onLeave}>{t('common.continue')}</Button>
    </Notice>
  );
}

/** tellDone says in passing that something was posted. */
export function tellDone(message: string, color = 'pine'): void {
  soundRight();
  notifications.show({ message, color, autoClose: 3000, closeButtonProps: { 'aria-label': t('common.dismiss'), size: 44 } });
}

/** tellKept says in passing that something waits on the device. */
export function tellKept(): void {
  tellDone(t('outbox.kept'), 'yellow');
}
