import { Badge, ThemeIcon } from '@mantine/core';
import { IconAdjustments, IconAlertTriangle, IconArrowBackUp, IconArrowsExchange, IconArrowsMove, IconClipboardList, IconClock, IconPackageExport, IconPackageImport } from '@tabler/icons-react';
import { t, tCode } from '@/i18n';
import { toneOf, type Tone } from '@/services/operations/next';
import type { Attention, Kind, Status } from '@/services/types';

const toneColors: Record<Tone, string> = { active: 'blue', waiting: 'yellow', good: 'pine', bad: 'red', quiet: 'gray' };

/** StatusBadge says where an operation stands, in words and colour. */
export function StatusBadge({ status, size = 'lg' }: { status: Status; size?: string }) {
  return (
    <Badge variant="light" color={toneColors[toneOf(status)]} size={size} radius="sm" tt="none" style={{ flexShrink: 0 }}>
      {tCode('status', status)}
    </Badge>
  );
}

/** AttentionBadge says that a timer asks for somebody; it is absent while none does. */
export function AttentionBadge({ attention, size = 'lg' }: { attention: Attention; size?: string }) {
  if (attention === 'none') return null;
  const late = attention !== 'reminded';
  return (
    <Badge variant={late ? 'filled' : 'light'} color={late ? 'red.9' : 'yellow'} size={size} radius="sm" tt="none"
      leftSection={late ? <IconAlertTriangle size={14} aria-hidden /> : <IconClock size={14} aria-hidden />} style={{ flexShrink: 0 }}>
      {tCode('attention', attention)}
    </Badge>
  );
}

const kinds = {
  receipt: { color: 'blue', Icon: IconPackageImport },
  shipment: { color: 'grape', Icon: IconPackageExport },
  transfer: { color: 'pine', Icon: IconArrowsExchange },
  count: { color: 'cyan', Icon: IconClipboardList },
  adjustment: { color: 'orange', Icon: IconAdjustments },
  move: { color: 'gray', Icon: IconArrowsMove },
  return: { color: 'indigo', Icon: IconArrowBackUp },
} as const;

/** KindIcon tells the kinds of operations apart at a glance. */
export function KindIcon({ kind, size = 44, labelled }: { kind: Kind; size?: number; labelled?: boolean }) {
  const { color, Icon } = kinds[kind];
  const label = labelled ? { role: 'img', 'aria-label': t(`kind.${kind}`) } : { 'aria-hidden': true };
  return <ThemeIcon variant="light" color={color} size={size} radius="md" {...label}><Icon size={Math.round(size * 0.52)} /></ThemeIcon>;
}
