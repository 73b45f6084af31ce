import { Indicator, VisuallyHidden } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { number, t, tn } from '@/i18n';
import { client } from '@/services/api';

/** Bell leads to what one was told, and says how much of it is unread. */
export function Bell() {
  const { data } = useQuery({
    queryKey: ['get', '/me/notifications', 'unread'],
    queryFn: async ({ signal }) => (await client.GET('/me/notifications', { params: { query: { unread: true, limit: 1 } }, signal })).data!,
  });
  const unread = data?.unread ?? 0;
  return (
    <Link to="/notifications" className="sf-bell">
      <Indicator disabled={unread === 0} label={<span aria-hidden>{number(unread)}</span>} color="red.9" size={18}><IconBell size={22} aria-hidden style={{ display: 'block' }} /></Indicator>
      <VisuallyHidden>{t('inbox.title')}{unread > 0 && <> · {tn('inbox.waiting', unread)}</>}</VisuallyHidden>
    </Link>
  );
}
