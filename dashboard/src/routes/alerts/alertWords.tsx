import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { number, t } from '@/i18n';
import { pathOf } from '@/services/operations/paths';
import type { Alert } from '@/services/alerts';

/** figuresOf says the figures that raised an alert. */
export function figuresOf(a: Alert): string | undefined {
  if (a.quantity === undefined) return undefined;
  return a.threshold === undefined ? number(a.quantity) : t('alert.figures', { quantity: a.quantity, threshold: a.threshold });
}

/** Cause links an alert to what it is about. */
export function Cause({ alert: a }: { alert: Alert }) {
  return (
    <Text>
      {a.product && <Link to="/stock/$id" params={{ id: String(a.product.id) }} className="sf-inline"><b>{a.product.name}</b></Link>}
      {a.lot && <>{a.product && ' · '}<Link to="/lots/$id" params={{ id: String(a.lot.id) }} className="sf-inline sf-code">{a.lot.code}</Link></>}
      {a.operation && <>{(a.product ?? a.lot) && ' · '}<Link to={pathOf(a.operation.kind)} params={{ id: a.operation.id }} className="sf-inline sf-code">{a.operation.number}</Link></>}
      {!a.product && !a.lot && !a.operation && a.subject}
    </Text>
  );
}
