import { useQuery } from '@tanstack/react-query';
import { accessRequestsQuery } from '@/services/account';
import { alertSummaryQuery } from '@/services/alerts';
import { approvalsQuery } from '@/services/queries';
import { useActor } from '@/services/session/session';
import type { Counted } from './navigation';

/** useCounts is how much waits at the places of the navigation. */
export function useCounts(): Record<Counted, number> {
  const actor = useActor();
  const { data: approvals } = useQuery({ ...approvalsQuery, enabled: actor.can('approve') });
  const { data: alerts } = useQuery(alertSummaryQuery);
  const { data: requests } = useQuery({ ...accessRequestsQuery, enabled: actor.can('manage_users'), refetchInterval: 60_000 });
  return { approvals: approvals?.length ?? 0, alerts: alerts?.critical ?? 0, requests: requests?.length ?? 0 };
}
