import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import { next } from '@/services/operations/next';
import { pathOf } from '@/services/operations/paths';
import { lookupQuery } from '@/services/lookup';
import { itemsOf, operationsQuery, urgentFirst } from '@/services/queries';
import { useActor } from '@/services/session/session';
import { useCurrentWarehouse } from '@/services/session/warehouse';
import { HomeView } from './HomeView';

const route = getRouteApi('/app/');
const shown = 8;

/** HomePage joins the scan, what it found, and the work that waits. */
export function HomePage() {
  const actor = useActor();
  const { scan } = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const [warehouse] = useCurrentWarehouse();
  const found = useQuery({ ...lookupQuery(queries, scan ?? ''), enabled: Boolean(scan) });
  const open = useInfiniteQuery(operationsQuery({ warehouse: warehouse?.id }));
  const urgent = useInfiniteQuery(operationsQuery({ warehouse: warehouse?.id, attention: true }));

  // A document's number leads straight to the document.
  const document = scan && found.data?.kind === 'operation' ? found.data.operation : undefined;
  useEffect(() => {
    if (document) void navigate({ to: pathOf(document.kind), params: { id: document.id }, replace: true });
  }, [document, navigate]);

  const mine = urgentFirst(itemsOf(urgent.data), itemsOf(open.data)).filter((o) => next(o, actor).primary);
  return (
    <HomeView
      actor={actor} warehouse={warehouse} scan={scan} found={found}
      onScan={(code) => void navigate({ search: { scan: code } })}
      work={{ items: mine.slice(0, shown), pending: open.isPending, error: open.error, retry: () => void open.refetch() }}
    />
  );
}
