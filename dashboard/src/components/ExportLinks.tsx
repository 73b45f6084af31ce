import { Button, Group } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { t } from '@/i18n';

interface Props {
  /** Below /api/v1. */
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
}

/** ExportLinks downloads what is on the screen, as a table for people. */
export function ExportLinks({ path, query = {} }: Props) {
  const href = (format: string) => {
    const given = Object.entries(query).flatMap(([k, v]) => (v === undefined || v === '' ? [] : [[k, String(v)]]));
    return `/api/v1${path}?${new URLSearchParams([...given, ['format', format]]).toString()}`;
  };
  return (
    <Group gap="xs" wrap="nowrap" role="group" aria-label={t('common.export')}>
      {(['csv', 'xlsx'] as const).map((format) => (
        <Button key={format} component="a" href={href(format)} download variant="default" px="sm" leftSection={<IconDownload size={18} aria-hidden />}>{format.toUpperCase()}</Button>
      ))}
    </Group>
  );
}
