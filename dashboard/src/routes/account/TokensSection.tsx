import { Alert, Button, Checkbox, CopyButton, Group, NativeSelect, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconCopy, IconKey, IconPlus } from '@tabler/icons-react';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FormModal } from '@/components/FormModal';
import { Section } from '@/components/Section';
import { useSave } from '@/components/useSave';
import { dateTime, relative, t } from '@/i18n';
import { tokensQuery } from '@/services/account';
import { $api, client } from '@/services/api';
import { useActor } from '@/services/session/session';
import type { Body } from '@/services/types';

/** TokensSection lists one's API tokens, makes and revokes them. */
export function TokensSection() {
  const { data: tokens } = useSuspenseQuery(tokensQuery);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string>();
  const revoke = useSave((token: Body<'Token'>) => client.DELETE('/tokens/{token_id}', { params: { path: { token_id: token.id } } }), (token) => t('account.token.revoked', { name: token.name }), () => undefined);
  const live = tokens.filter((token) => !token.revoked_at);
  return (
    <Section title={t('account.tokens')} aside={<Button variant="default" leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setMaking(true)}>{t('account.token.new')}</Button>}>
      <Text size="sm" c="dimmed">{t('account.tokens.help')}</Text>
      {made && <Made token={made} onClose={() => setMade(undefined)} />}
      {live.map((token) => (
        <Group key={token.id} justify="space-between" wrap="nowrap" py="xs" style={{ borderBottom: '1px solid var(--sf-line)' }}>
          <div style={{ minWidth: 0 }}>
            <Text fw={600}>{token.name}</Text>
            <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              <span className="sf-code">{token.prefix}…</span> · {token.scopes.join(', ')} · {t('account.token.until', { date: dateTime(token.expires_at) })}
              {token.last_used_at && <> · {t('account.session.used', { when: relative(token.last_used_at) })}</>}
            </Text>
          </div>
          <Button variant="default" onClick={() => revoke.mutate(token)} aria-label={t('account.token.revoke.of', { name: token.name })}>{t('account.token.revoke')}</Button>
        </Group>
      ))}
      {making && <TokenForm onClose={() => setMaking(false)} onMade={setMade} />}
    </Section>
  );
}

function Made({ token, onClose }: { token: string; onClose: () => void }) {
  return (
    <Alert color="pine" role="status" icon={<IconKey />} title={t('account.token.made')} my="sm" withCloseButton onClose={onClose} closeButtonLabel={t('common.close')}>
      <Stack gap="xs">
        <Text size="sm">{t('account.token.made.help')}</Text>
        <Text className="sf-code" data-testid="token">{token}</Text>
        <CopyButton value={token}>
          {({ copied, copy }) => (
            <Button onClick={copy} leftSection={copied ? <IconCheck size={18} /> : <IconCopy size={18} />}>{t(copied ? 'common.copied' : 'common.copy')}</Button>
          )}
        </CopyButton>
      </Stack>
    </Alert>
  );
}

function TokenForm({ onClose, onMade }: { onClose: () => void; onMade: (token: string) => void }) {
  const actor = useActor();
  const { data: table } = useQuery($api.queryOptions('get', '/permissions'));
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const [scopes, setScopes] = useState<string[]>(['read']);
  const save = useSave(async (body: Body<'NewToken'>) => {
    const { data } = await client.POST('/tokens', { body });
    onMade(data!.token);
  }, () => t('account.token.made'), onClose);
  const offered = (table?.items ?? []).filter((p) => actor.can(p.permission));
  return (
    <FormModal title={t('account.token.new')} submit={t('account.token.make')} busy={save.isPending} error={save.error} onClose={onClose} onSubmit={() => save.mutate({ name: name.trim(), scopes, expires_in_days: Number(days) })}>
      <TextInput label={t('account.token.name')} description={t('account.token.name.help')} required maxLength={100} value={name} onChange={(e) => setName(e.currentTarget.value)} data-autofocus />
      <NativeSelect label={t('account.token.days')} value={days} onChange={(e) => setDays(e.currentTarget.value)} data={['7', '30', '90', '365'].map((d) => ({ value: d, label: t('account.token.days.of', { count: Number(d) }) }))} />
      <Checkbox.Group label={t('account.token.scopes')} value={scopes} onChange={setScopes}>
        <ScrollArea.Autosize mah={280} viewportProps={{ tabIndex: 0, 'aria-label': t('account.token.scopes') }}>
          {offered.map((p) => <Checkbox key={p.permission} value={p.permission} label={p.permission} description={p.description} py={10} size="md" />)}
        </ScrollArea.Autosize>
      </Checkbox.Group>
    </FormModal>
  );
}
