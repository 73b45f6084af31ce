import { Alert, Button, Group, NativeSelect, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Section } from '@/components/Section';
import { useSave } from '@/components/useSave';
import { t, tCode } from '@/i18n';
import { preferencesQuery } from '@/services/account';
import { client } from '@/services/api';
import { asProblem, words } from '@/services/problem';
import type { Body } from '@/services/types';

type Rule = Body<'NotificationRule'>;

const severities = ['info', 'warning', 'critical'] as const;
const timings = ['immediate', 'hourly', 'daily', 'off'] as const;

/** PreferencesSection says by which way, how soon and from which severity on a person is told of what. */
export function PreferencesSection() {
  const { data } = useSuspenseQuery(preferencesQuery);
  const [rules, setRules] = useState<Rule[]>(data.rules);
  const [values, setValues] = useState({ phone: data.phone, topic: data.topic, time_zone: data.time_zone, quiet_from: data.quiet_from, quiet_to: data.quiet_to, quiet_critical: data.quiet_critical, daily_at: data.daily_at });
  const save = useSave(() => client.PUT('/me/notification-preferences', { body: { ...values, rules } }), () => t('account.preferences.saved'), () => undefined);
  const said = save.error ? words(asProblem(save.error)) : undefined;
  const effective = (channel: Rule['channel']) => rules.find((r) => r.channel === channel && r.kind === '*') ?? data.defaults.find((r) => r.channel === channel) ?? { channel, kind: '*', min_severity: 'warning', timing: 'off' } satisfies Rule;
  const change = (channel: Rule['channel'], part: Partial<Rule>) => setRules([...rules.filter((r) => !(r.channel === channel && r.kind === '*')), { ...effective(channel), kind: '*', ...part }]);
  const clock = (name: 'quiet_from' | 'quiet_to' | 'daily_at') => ({ value: values[name], onChange: (e: { currentTarget: { value: string } }) => setValues({ ...values, [name]: e.currentTarget.value }) });
  return (
    <Section title={t('account.preferences')}>
      <form onSubmit={(e) => { e.preventDefault(); save.mutate(undefined); }}>
        <Stack>
          {data.available.map((channel) => {
            const rule = effective(channel);
            const name = tCode('way', channel);
            return (
              <div key={channel} role="group" aria-label={name}>
                <Text fw={600} mb={4}>{name}</Text>
                <SimpleGrid cols={2} spacing="xs">
                  <NativeSelect label={t('account.preferences.timing')} value={rule.timing} onChange={(e) => change(channel, { timing: e.currentTarget.value as Rule['timing'] })} data={timings.map((v) => ({ value: v, label: tCode('timing', v) }))} />
                  <NativeSelect label={t('account.preferences.from')} value={rule.min_severity} onChange={(e) => change(channel, { min_severity: e.currentTarget.value as Rule['min_severity'] })} data={severities.map((v) => ({ value: v, label: tCode('severity', v) }))} />
                </SimpleGrid>
              </div>
            );
          })}
          <SimpleGrid cols={{ base: 2, xs: 3 }} spacing="xs">
            <TextInput type="time" label={t('account.preferences.quiet_from')} {...clock('quiet_from')} />
            <TextInput type="time" label={t('account.preferences.quiet_to')} {...clock('quiet_to')} />
            <TextInput type="time" label={t('account.preferences.daily_at')} {...clock('daily_at')} />
          </SimpleGrid>
          <Switch size="lg" label={t('account.preferences.quiet_critical')} checked={values.quiet_critical} onChange={(e) => setValues({ ...values, quiet_critical: e.currentTarget.checked })} />
          <Group grow align="flex-end">
            <TextInput label={t('account.preferences.phone')} type="tel" placeholder="+4512345678" maxLength={16} value={values.phone} onChange={(e) => setValues({ ...values, phone: e.currentTarget.value })} />
            <TextInput label={t('account.preferences.zone')} maxLength={64} value={values.time_zone} onChange={(e) => setValues({ ...values, time_zone: e.currentTarget.value })} />
          </Group>
          {said && <Alert color="red" role="alert" icon={<IconAlertTriangle />} title={said.title}>{said.detail}</Alert>}
          <Button type="submit" loading={save.isPending}>{t('common.save')}</Button>
        </Stack>
      </form>
    </Section>
  );
}
