import { Box, Center, Paper, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Logo } from '@/components/Logo';
import { t } from '@/i18n';

/** DoorPage is the frame of the pages before one is signed in. */
export function DoorPage({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  useDocumentTitle(t('app.title', { page: title }));
  return (
    <Center component="main" mih="100dvh" p="md">
      <Box w="100%" maw={420}>
        <Stack gap="lg">
          <Stack gap={4} align="center" ta="center">
            <Logo size={56} />
            <Title order={1} size="h2">{title}</Title>
            {lead && <Text c="dimmed">{lead}</Text>}
          </Stack>
          <Paper className="sf-card" p="lg">{children}</Paper>
        </Stack>
      </Box>
    </Center>
  );
}
