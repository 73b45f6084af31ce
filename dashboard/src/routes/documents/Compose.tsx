import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Send } from '@/services/commands/send';
import { useCommand } from '@/services/commands/useCommand';
import { pathOf } from '@/services/operations/paths';
import { productQuery, warehousesQuery } from '@/services/queries';
import { useActor } from '@/services/session/session';
import { useCurrentWarehouse } from '@/services/session/warehouse';
import type { Composed } from '@/services/types';
import { ComposeView } from './ComposeView';
import { addProduct, bodyOf, emptyDraft, type Draft } from './draft';
import type { NewSearch } from './routes';

interface Props<B> {
  kind: Composed;
  post: Send<B>;
  begin: NewSearch;
}

/** Compose puts a new document together and sends it. */
export function Compose<B>({ kind, post, begin }: Props<B>) {
  const actor = useActor();
  const navigate = useNavigate();
  const [warehouse, setWarehouse] = useCurrentWarehouse();
  const { data: first } = useQuery({ ...productQuery(begin.product ?? 0), enabled: Boolean(begin.product) });
  const { data: sites = [] } = useQuery({ ...warehousesQuery(true), enabled: kind === 'transfer' });
  const [draft, setDraft] = useState<Draft>(() => (first ? addProduct(emptyDraft, first, undefined, begin.unit) : emptyDraft));
  const command = useCommand(post, (outcome) => {
    void navigate({ to: pathOf(outcome.kind), params: { id: outcome.operation_id }, replace: true });
  }, () => void navigate({ to: '/outbox', replace: true }));

  const destinations = sites.filter((w) => w.id !== warehouse?.id && w.status === 'active');
  // Where there is only one way to go, nobody is asked.
  const destination = destinations.find((w) => w.id === draft.destination)?.id ?? (destinations.length === 1 ? destinations[0]!.id : undefined);
  const submit = () => {
    if (warehouse) void command.run(bodyOf(kind, warehouse.id, { ...draft, destination }) as B);
  };
  return (
    <ComposeView
      kind={kind} draft={{ ...draft, destination }} onDraft={(next) => { command.reset(); setDraft(next); }}
      warehouse={warehouse} warehouses={actor.user.warehouses} onWarehouse={setWarehouse}
      destinations={destinations} command={command} onSubmit={submit}
    />
  );
}
