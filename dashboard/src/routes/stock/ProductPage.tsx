import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { itemsOf, movementsQuery, productQuery, productStockQuery } from '@/services/queries';
import { useActor } from '@/services/session/session';
import { ProductView } from './ProductView';

const route = getRouteApi('/app/stock/$id');

/** ProductPage shows one product: its figures, its bins, its ledger. */
export function ProductPage() {
  const id = Number(route.useParams().id);
  const actor = useActor();
  const { data: product } = useSuspenseQuery(productQuery(id));
  const { data: stock } = useSuspenseQuery(productStockQuery(id));
  const movements = useInfiniteQuery(movementsQuery(id));
  return <ProductView product={product} stock={stock} actor={actor} movements={{ items: itemsOf(movements.data), list: movements }} />;
}
