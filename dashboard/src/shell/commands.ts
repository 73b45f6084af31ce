import { IconAdjustments, IconArrowsExchange, IconArrowsMove, IconClipboardCheck, IconPackageExport, IconPackageImport, IconTruckReturn, type Icon } from '@tabler/icons-react';
import type { Key } from '@/i18n';
import type { Actor } from '@/services/session/session';
import { mainItems } from './navigation';

/** Shortcut is a place or a beginning, with the letter that leads to it together with Alt and Shift. */
export interface Shortcut {
  to: string;
  label: Key;
  Icon: Icon;
  letter?: string;
}

const starts: (Shortcut & { needs: string })[] = [
  { to: '/receipts/new', label: 'home.receive', Icon: IconPackageImport, letter: 'R', needs: 'create_receipt' },
  { to: '/shipments/new', label: 'home.ship', Icon: IconPackageExport, letter: 'P', needs: 'create_shipment' },
  { to: '/transfers/new', label: 'home.transfer', Icon: IconArrowsExchange, letter: 'T', needs: 'create_transfer' },
  { to: '/counts/new', label: 'home.count', Icon: IconClipboardCheck, letter: 'C', needs: 'create_count' },
  { to: '/moves/new', label: 'home.move', Icon: IconArrowsMove, letter: 'M', needs: 'create_move' },
  { to: '/adjustments/new', label: 'home.adjust', Icon: IconAdjustments, needs: 'create_adjustment' },
  { to: '/returns/new', label: 'home.return', Icon: IconTruckReturn, needs: 'create_return' },
];

/** startItems is what this person may begin. */
export function startItems(actor: Actor): Shortcut[] {
  return starts.filter((s) => actor.can(s.needs));
}

// Letters alone belong to the scanner, which types them.
const letters: Record<string, string> = { '/': 'H', '/stock': 'S', '/operations': 'I', '/approvals': 'A', '/alerts': 'L', '/overview': 'O', '/reports': 'E' };

/** placeItems are the places of daily work, with their letters. */
export function placeItems(actor: Actor): Shortcut[] {
  return mainItems(actor).map((i) => ({ ...i, letter: letters[i.to] }));
}
