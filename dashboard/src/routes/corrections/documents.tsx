import { getRouteApi } from '@tanstack/react-router';
import { t } from '@/i18n';
import { send } from '@/services/commands/send';
import { withReason } from '../documents/confirmations';
import { OperationPage } from '../documents/OperationPage';

const adjustment = getRouteApi('/app/adjustments/$id');
const goodsReturn = getRouteApi('/app/returns/$id');
const move = getRouteApi('/app/moves/$id');

/** AdjustmentPage follows a correction of stock. */
export function AdjustmentPage() {
  return (
    <OperationPage id={adjustment.useParams().id} flows={{}} confirmations={{
      cancel: { post: send.adjustment.cancel, body: withReason, asksReason: true, grave: true, consequences: () => t('confirm.cancel.adjustment') },
    }} />
  );
}

/** ReturnPage shows a return. */
export function ReturnPage() {
  return <OperationPage id={goodsReturn.useParams().id} flows={{}} confirmations={{}} />;
}

/** MovePage shows goods that were moved from bin to bin. */
export function MovePage() {
  return <OperationPage id={move.useParams().id} flows={{}} confirmations={{}} />;
}
