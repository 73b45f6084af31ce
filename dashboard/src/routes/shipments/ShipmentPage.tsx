import { getRouteApi } from '@tanstack/react-router';
import { tn } from '@/i18n';
import { send } from '@/services/commands/send';
import { withReason, type Confirmations } from '../documents/confirmations';
import { OperationPage } from '../documents/OperationPage';
import { DispatchFlow } from './DispatchFlow';
import { PickFlow } from './PickFlow';

const route = getRouteApi('/app/shipments/$id');

const confirmations: Confirmations = {
  reserve: { post: send.shipment.reserve, body: () => ({}) },
  pack: { post: send.shipment.pack, body: () => ({}) },
  cancel: {
    post: send.shipment.cancel, body: withReason, asksReason: true, grave: true,
    consequences: ({ totals }) => totals.picked > 0
      ? tn('confirm.cancel.shipment.picked', totals.picked)
      : tn('confirm.cancel.shipment.reserved', totals.reserved),
  },
};

/** ShipmentPage follows a shipment. */
export function ShipmentPage() {
  return <OperationPage id={route.useParams().id} step={route.useSearch().step} flows={{ pick: PickFlow, dispatch: DispatchFlow }} confirmations={confirmations} />;
}
