import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { itemsOf, operationsQuery, urgentFirst } from '@/services/queries';
import { useActor } from '@/services/session/session';
import { OperationsView } from './OperationsView';

const route = getRouteApi('/app/operations');

/** OperationsPage is the live list of what is in flight; the filters are its address. */
export function OperationsPage() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const actor = useActor();
  const all = useInfiniteQuery(operationsQuery(filter));
  const urgent = useInfiniteQuery({ ...operationsQuery({ ...filter, attention: true }), enabled: !filter.attention });
  return (
    <OperationsView
      filter={filter} actor={actor} list={all} items={urgentFirst(itemsOf(urgent.data), itemsOf(all.data))}
      onFilter={(change) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
      onClear={() => void navigate({ search: {}, replace: true })}
    />
  );
}
