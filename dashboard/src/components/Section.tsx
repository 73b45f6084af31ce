import { Group, Paper, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';

/** Section is a card with a title within a page. */
export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <Paper className="sf-card" p="md" component="section" aria-labelledby={id}>
      <Group justify="space-between" mb="sm" wrap="nowrap" align="flex-start"><Title order={2} size="h5" id={id}>{title}</Title>{aside}</Group>
      {children}
    </Paper>
  );
}
