import { Badge, Button, Group, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Section } from '@/components/Section';
import { useSave } from '@/components/useSave';
import { relative, t } from '@/i18n';
import { sessionsQuery } from '@/services/account';
import { client } from '@/services/api';
import type { Body } from '@/services/types';
import { browserOf } from './browser';

/** SessionsSection lists where one is signed in, and signs out there. */
export function SessionsSection() {
  const { data: sessions } = useSuspenseQuery(sessionsQuery);
  const navigate = useNavigate();
  const end = useSave((s: Body<'UserSession'>) => client.DELETE('/sessions/{session_id}', { params: { path: { session_id: s.id } } }), () => t('account.session.ended'), () => undefined);
  const endAll = useSave(() => client.DELETE('/sessions'), () => t('account.sessions.ended'), () => void navigate({ to: '/login' }));
  return (
    <Section title={t('account.sessions')}>
      {sessions.map((s) => (
        <Group key={s.id} justify="space-between" wrap="nowrap" py="xs" style={{ borderBottom: '1px solid var(--sf-line)' }}>
          <div style={{ minWidth: 0 }}>
            <Group gap="xs"><Text fw={600}>{browserOf(s.user_agent)}</Text>{s.current && <Badge variant="light" color="pine" tt="none" radius="sm">{t('account.session.current')}</Badge>}</Group>
            <Text size="sm" c="dimmed">{s.remote_address} · {t('account.session.used', { when: relative(s.last_used_at) })}</Text>
          </div>
          {!s.current && <Button variant="default" loading={end.isPending && end.variables.id === s.id} onClick={() => end.mutate(s)} aria-label={t('account.session.end.of', { name: browserOf(s.user_agent) })}>{t('account.session.end')}</Button>}
        </Group>
      ))}
      <Button mt="md" variant="default" c="var(--mantine-color-error)" loading={endAll.isPending} onClick={() => endAll.mutate(undefined)}>{t('account.sessions.end')}</Button>
    </Section>
  );
}
