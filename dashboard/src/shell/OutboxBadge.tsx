import { Badge, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconCloudUp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { number, tn } from '@/i18n';
import { useOutbox } from '@/services/outbox';

/** OutboxBadge says how much waits to be sent, or was refused; it is absent while nothing is. */
export function OutboxBadge({ worded }: { worded: boolean | undefined }) {
  const { items } = useOutbox();
  if (items.length === 0) return null;
  const refused = items.filter((c) => c.state === 'refused').length;
  const say = (words: string, count: number) => (worded ? words : <><span aria-hidden>{number(count)}</span><VisuallyHidden>{words}</VisuallyHidden></>);
  return (
    <Link to="/outbox" className="sf-outbox">
      {refused > 0
        ? <Badge component="span" color="red.9" variant="filled" tt="none" size="lg" leftSection={<IconAlertTriangle size={14} aria-hidden />}>{say(tn('outbox.badge.refused', refused), refused)}</Badge>
        : <Badge component="span" color="yellow" variant="light" tt="none" size="lg" leftSection={<IconCloudUp size={14} aria-hidden />}>{say(tn('outbox.badge.waiting', items.length), items.length)}</Badge>}
    </Link>
  );
}
