import { Badge } from '@mantine/core';
import { IconAlertTriangle, IconExclamationCircle, IconInfoCircle } from '@tabler/icons-react';
import { tCode } from '@/i18n';
import type { Body } from '@/services/types';

type Severity = Body<'Severity'>;

const colors: Record<Severity, string> = { critical: 'red', warning: 'yellow', info: 'blue' };
const icons = { critical: IconExclamationCircle, warning: IconAlertTriangle, info: IconInfoCircle };

/** SeverityBadge says how urgent something is, in words, colour and shape. */
export function SeverityBadge({ severity }: { severity: Severity }) {
  const Icon = icons[severity];
  return <Badge variant="light" color={colors[severity]} tt="none" radius="sm" size="lg" leftSection={<Icon size={14} aria-hidden />} style={{ flexShrink: 0 }}>{tCode('severity', severity)}</Badge>;
}
