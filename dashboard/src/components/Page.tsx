import { ActionIcon, Box, Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconArrowLeft } from '@tabler/icons-react';
import { useCanGoBack, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { t } from '@/i18n';

interface Props {
  title: string;
  lead?: ReactNode;
  /** Where "back" leads when there is no page before this one. */
  back?: string;
  /** Beside the title. */
  aside?: ReactNode;
  /** Narrow pages are forms and single documents: lines stay short to read. */
  narrow?: boolean;
  children: ReactNode;
}

/** Page is the frame of every screen: its title, the way back, and room for content. */
export function Page({ title, lead, back, aside, narrow, children }: Props) {
  useDocumentTitle(t('app.title', { page: title }));
  const router = useRouter();
  const canGoBack = useCanGoBack();
  const goBack = () => {
    if (canGoBack) router.history.back();
    else void router.navigate({ to: back });
  };
  return (
    <Box maw={narrow ? 760 : 1400} mx="auto">
      <Stack gap="md">
        <Group justify="space-between" align="flex-start" gap="xs">
          <Group gap="xs" wrap="nowrap" align="flex-start" miw={0} flex="1 1 16rem">
            {back && (
              <ActionIcon color="gray" onClick={goBack} aria-label={t('common.back')} ms={-10}><IconArrowLeft size={22} /></ActionIcon>
            )}
            <Box miw={0}>
              <Title order={1} size="h3" pt={6} style={{ overflowWrap: 'anywhere' }}>{title}</Title>
              {lead && <Text c="dimmed" component="div">{lead}</Text>}
            </Box>
          </Group>
          {aside && <Group gap="xs">{aside}</Group>}
        </Group>
        {children}
      </Stack>
    </Box>
  );
}
