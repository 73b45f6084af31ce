import { Box, Button, Center, Group, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconAlertTriangle, IconInbox, IconLock, IconWifiOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '@/i18n';
import { asProblem, words } from '@/services/problem';

interface NoticeProps {
  icon: ReactNode;
  color?: string;
  title: string;
  detail?: string;
  children?: ReactNode;
  role?: 'alert' | 'status';
  /** The notice is the whole page, and its title the page's. */
  page?: boolean;
}

/** Notice fills the place of what isn't there, and says why and what to do. */
export function Notice({ icon, color = 'gray', title, detail, children, role, page }: NoticeProps) {
  return (
    <Center mih={180} p="lg" role={role}>
      <Stack align="center" gap="xs" maw={420} ta="center">
        <ThemeIcon size={56} radius="xl" variant="light" color={color} aria-hidden>{icon}</ThemeIcon>
        <Title order={page ? 1 : 2} size="h4">{title}</Title>
        {detail && <Text c="dimmed">{detail}</Text>}
        {children && <Group mt="xs" justify="center">{children}</Group>}
      </Stack>
    </Center>
  );
}

/** Empty says that a list has nothing, and how it gets something. */
export function Empty({ title, detail, children, icon }: { title: string; detail?: string; children?: ReactNode; icon?: ReactNode }) {
  return <Notice icon={icon ?? <IconInbox size={28} />} title={title} detail={detail}>{children}</Notice>;
}

/** Failed shows an error in words, with a way to try again. */
export function Failed({ error, retry, page }: { error: unknown; retry?: () => void; page?: boolean }) {
  const problem = asProblem(error);
  if (problem.status === 403) return <NoPermission />;
  const { title, detail } = words(problem);
  const icon = problem.status === 0 ? <IconWifiOff size={28} /> : <IconAlertTriangle size={28} />;
  return (
    <Notice icon={icon} color="red" title={title} detail={detail} role="alert" page={page}>
      {retry && <Button onClick={retry}>{t('state.retry')}</Button>}
    </Notice>
  );
}

/** NoPermission says that a page exists, but not for this person. */
export function NoPermission() {
  return (
    <Notice icon={<IconLock size={28} />} color="yellow" title={t('state.forbidden.title')} detail={t('state.forbidden.detail')} role="alert" page />
  );
}

/** Loading keeps the place of a list while it is read. */
export function Loading({ rows = 4, height = 84 }: { rows?: number; height?: number }) {
  return (
    <Box role="status" aria-label={t('state.loading')}>
      <Stack gap="sm" aria-hidden>
        {Array.from({ length: rows }, (_, i) => <Skeleton key={i} height={height} radius="md" />)}
      </Stack>
    </Box>
  );
}
