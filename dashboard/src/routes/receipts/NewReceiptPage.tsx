import { getRouteApi } from '@tanstack/react-router';
import { send } from '@/services/commands/send';
import { Compose } from '../documents/Compose';

const route = getRouteApi('/app/receipts/new');

/** NewReceiptPage starts a receipt. */
export function NewReceiptPage() {
  return <Compose kind="receipt" post={send.receipt.create} begin={route.useSearch()} />;
}
