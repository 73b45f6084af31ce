import { getRouteApi } from '@tanstack/react-router';
import { OperationPage } from '../documents/OperationPage';

const count = getRouteApi('/app/counts/$id');
const adjustment = getRouteApi('/app/adjustments/$id');
const goodsReturn = getRouteApi('/app/returns/$id');
const move = getRouteApi('/app/moves/$id');

/** CountPage follows a count. */
export function CountPage() {
  return <OperationPage id={count.useParams().id} flows={{}} confirmations={{}} />;
}

/** AdjustmentPage follows a correction of stock. */
export function AdjustmentPage() {
  return <OperationPage id={adjustment.useParams().id} flows={{}} confirmations={{}} />;
}

/** ReturnPage shows a return. */
export function ReturnPage() {
  return <OperationPage id={goodsReturn.useParams().id} flows={{}} confirmations={{}} />;
}

/** MovePage shows goods that were moved from bin to bin. */
export function MovePage() {
  return <OperationPage id={move.useParams().id} flows={{}} confirmations={{}} />;
}
