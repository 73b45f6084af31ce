import { getRouteApi } from '@tanstack/react-router';
import { t, tn } from '@/i18n';
import { send } from '@/services/commands/send';
import { withReason, type Confirmations } from '../documents/confirmations';
import { OperationPage } from '../documents/OperationPage';
import { PutAwayFlow } from './PutAwayFlow';
import { ReceiveFlow } from './ReceiveFlow';

const route = getRouteApi('/app/receipts/$id');

const confirmations: Confirmations = {
  close: { post: send.receipt.close, consequences: () => t('confirm.close.receipt'), body: () => ({}) },
  close_short: {
    post: send.receipt.close, body: () => ({ short: true }),
    consequences: ({ totals }) => tn('confirm.close_short', totals.quantity - totals.received - totals.damaged),
  },
  cancel: { post: send.receipt.cancel, consequences: () => t('confirm.cancel.receipt'), body: withReason, asksReason: true, grave: true },
  undo: { post: send.receipt.undo, consequences: () => t('confirm.undo'), body: withReason, asksReason: true, grave: true },
};

/** ReceiptPage follows a receipt. */
export function ReceiptPage() {
  return <OperationPage id={route.useParams().id} step={route.useSearch().step} flows={{ receive: ReceiveFlow, put_away: PutAwayFlow }} confirmations={confirmations} />;
}
