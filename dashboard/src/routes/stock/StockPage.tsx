import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { itemsOf, stockQuery } from '@/services/queries';
import { useActor } from '@/services/session/session';
import { StockView } from './StockView';

const route = getRouteApi('/app/stock');

/** StockPage searches on the server, page by page. */
export function StockPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const actor = useActor();
  const stock = useInfiniteQuery(stockQuery(search.q ?? '', search.warehouse));
  return (
    <StockView
      search={search} warehouses={actor.user.warehouses} items={itemsOf(stock.data)} list={stock}
      onSearch={(change) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
    />
  );
}
