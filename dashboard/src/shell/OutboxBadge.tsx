import { Badge } from '@mantine/core';
import { IconAlertTriangle, IconCloudUp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { tn } from '@/i18n';
import { useOutbox } from '@/services/outbox';

/** OutboxBadge says how much waits to be sent, or was refused; it is absent while nothing is. */
export function OutboxBadge() {
  const { items } = useOutbox();
  if (items.length === 0) return null;
  const refused = items.filter((c) => c.state === 'refused').length;
  return (
    <Link to="/outbox" className="sf-outbox">
      {refused > 0
        ? <Badge component="span" color="red.9" variant="filled" tt="none" size="lg" leftSection={<IconAlertTriangle size={14} aria-hidden />}>{tn('outbox.badge.refused', refused)}</Badge>
        : <Badge component="span" color="yellow" variant="light" tt="none" size="lg" leftSection={<IconCloudUp size={14} aria-hidden />}>{tn('outbox.badge.waiting', items.length)}</Badge>}
    </Link>
  );
}
