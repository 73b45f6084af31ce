import { getRouteApi } from '@tanstack/react-router';
import { send } from '@/services/commands/send';
import { Compose } from '../documents/Compose';

const route = getRouteApi('/app/shipments/new');

/** NewShipmentPage starts a shipment. */
export function NewShipmentPage() {
  return <Compose kind="shipment" post={send.shipment.create} begin={route.useSearch()} />;
}
