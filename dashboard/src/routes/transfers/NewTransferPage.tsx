import { getRouteApi } from '@tanstack/react-router';
import { send } from '@/services/commands/send';
import { Compose } from '../documents/Compose';

const route = getRouteApi('/app/transfers/new');

/** NewTransferPage starts a transfer. */
export function NewTransferPage() {
  return <Compose kind="transfer" post={send.transfer.create} begin={route.useSearch()} />;
}
