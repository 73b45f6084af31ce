import { getRouteApi } from '@tanstack/react-router';
import { tn } from '@/i18n';
import { send } from '@/services/commands/send';
import { onRoadOf } from '@/services/operations/next';
import { withReason, type Confirmation, type Confirmations } from '../documents/confirmations';
import { OperationPage } from '../documents/OperationPage';
import { DispatchFlow } from './DispatchFlow';
import { ReceiveFlow, ReturnFlow } from './ReceiveFlow';
import { SettleFlow } from './SettleFlow';

const route = getRouteApi('/app/transfers/$id');

const cancel: Confirmation = {
  post: send.transfer.cancel, body: withReason, asksReason: true, grave: true,
  consequences: (op) => op.totals.dispatched > 0
    ? tn('confirm.cancel.transfer.road', onRoadOf(op), { site: op.warehouse.name })
    : tn('confirm.cancel.transfer.reserved', op.totals.reserved, { site: op.warehouse.name }),
};

const confirmations: Confirmations = {
  cancel,
  turn_back: cancel,
  close_missing: { post: send.transfer.close, body: () => ({}), grave: true, consequences: (op) => tn('confirm.close_missing', onRoadOf(op)) },
};

const flows = { dispatch: DispatchFlow, receive: ReceiveFlow, receive_return: ReturnFlow, settle: SettleFlow };

/** TransferPage follows a transfer. */
export function TransferPage() {
  return <OperationPage id={route.useParams().id} step={route.useSearch().step} flows={flows} confirmations={confirmations} />;
}
