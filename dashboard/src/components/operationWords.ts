import { t, tn, type Key, has, type PluralKey } from '@/i18n';
import type { Next, Subject } from '@/services/operations/next';
import type { OperationSummary } from '@/services/types';

/** placeWords says where an operation happens and who is on its other side. */
export function placeWords(op: Pick<OperationSummary, 'kind' | 'warehouse' | 'destination' | 'partner'>): string {
  const { name } = op.warehouse;
  switch (op.kind) {
    case 'transfer': return t('op.from_to', { from: name, to: op.destination?.name ?? '?' });
    case 'receipt': return op.partner ? t('op.from_to', { from: op.partner, to: name }) : name;
    case 'count': case 'adjustment': case 'move': return name;
    case 'return': return op.partner ? t('op.with', { name, partner: op.partner }) : name;
    case 'shipment': return op.partner ? t('op.from_to', { from: name, to: op.partner }) : name;
  }
}

/** nextWords says what comes next, or whom it waits for. */
export function nextWords(op: Subject, n: Next): string {
  if (n.primary) {
    const key = n.primary === 'decide' ? 'next.decide' : `next.${op.kind}.${n.primary}`;
    return has(key) ? t(key) : t(`step.${n.primary}` as Key);
  }
  if (n.waiting) return t(`next.wait.${n.waiting}`, { site: n.site.name });
  return t('next.ended');
}

/** nextHelp explains the next step in figures. */
export function nextHelp(op: Subject, n: Next): string | undefined {
  if (!n.primary) return undefined;
  const key = n.primary === 'decide' ? 'next.decide.help' : `next.${op.kind}.${n.primary}.help`;
  if (has(`${key}_other`)) return tn(key as PluralKey, n.count, { site: n.site.name });
  return has(key) ? t(key, { site: n.site.name }) : undefined;
}
