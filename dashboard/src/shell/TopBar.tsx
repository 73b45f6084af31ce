import { Badge, Group, NativeSelect, Text, VisuallyHidden } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { IconBuildingWarehouse, IconRefresh, IconWifiOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Logo } from '@/components/Logo';
import { t } from '@/i18n';
import { useLiveness } from '@/services/events';
import { useActor } from '@/services/session/session';
import { useCurrentWarehouse } from '@/services/session/warehouse';
import { Bell } from './Bell';
import { Commands } from './Commands';
import { OutboxBadge } from './OutboxBadge';

/** TopBar says where the person stands and whether the screen is up to date. */
export function TopBar({ wide }: { wide: boolean | undefined }) {
  return (
    <Group h="100%" px="md" gap="sm" wrap="nowrap" justify="space-between">
      {wide ? <span /> : <Link to="/" aria-label={t('app.name')} style={{ display: 'flex', padding: 6 }}><Logo /></Link>}
      <Group gap="sm" wrap="nowrap" miw={0}><OutboxBadge worded={wide} /><Liveness worded={wide} /><WarehousePicker /><Commands /><Bell /></Group>
    </Group>
  );
}

function Liveness({ worded }: { worded: boolean | undefined }) {
  const { online } = useNetwork();
  const liveness = useLiveness();
  const [color, text, icon] = !online ? ['red', 'state.offline', <IconWifiOff key="icon" size={14} aria-hidden />] as const
    : liveness === 'polling' ? ['yellow', 'state.polling', <IconRefresh key="icon" size={14} aria-hidden />] as const
      : ['pine', 'state.live', <span key="icon" className="sf-live" aria-hidden />] as const;
  const narrow = worded ? {} : { px: 8, styles: { section: { margin: 0 } } };
  return (
    <Badge color={color} variant="light" tt="none" style={{ flexShrink: 0 }} {...narrow} leftSection={icon} {...(text === 'state.offline' ? { role: 'status' } : { title: t(`${text}.help`) })}>
      {worded ? t(text) : <VisuallyHidden>{t(text)}</VisuallyHidden>}
    </Badge>
  );
}

function WarehousePicker() {
  const { user } = useActor();
  const [current, choose] = useCurrentWarehouse();
  if (user.warehouses.length === 0) return <Text size="sm" c="dimmed">{t('account.warehouses.none')}</Text>;
  if (user.warehouses.length === 1) {
    return <Group gap={6} wrap="nowrap"><IconBuildingWarehouse size={18} aria-hidden /><Text fw={600} truncate>{current!.name}</Text></Group>;
  }
  return (
    <NativeSelect
      aria-label={t('account.warehouse')} value={current?.id} onChange={(e) => choose(Number(e.currentTarget.value))} maw={200}
      leftSection={<IconBuildingWarehouse size={18} aria-hidden />} styles={{ input: { height: 44, fontWeight: 600 } }}
      data={user.warehouses.map((w) => ({ value: String(w.id), label: w.name }))}
    />
  );
}
