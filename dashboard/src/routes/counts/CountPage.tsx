import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { t, tn } from '@/i18n';
import { send } from '@/services/commands/send';
import { countLinesQuery, leftOf } from '@/services/counts';
import { operationQuery } from '@/services/queries';
import { withReason, type Confirmations } from '../documents/confirmations';
import { OperationPage } from '../documents/OperationPage';
import { CountFlow } from './CountFlow';
import { CountLines } from './CountLines';

const route = getRouteApi('/app/counts/$id');

/** CountPage follows a count: who counts, what differs, who decides. */
export function CountPage() {
  const { id } = route.useParams();
  const { data: op } = useSuspenseQuery(operationQuery(id));
  const { data: lines } = useQuery(countLinesQuery(id));
  const left = lines && leftOf(lines);
  const confirmations: Confirmations = {
    submit: {
      post: send.count.submit, body: () => (left ? { short: true } : {}),
      consequences: () => (left ? tn('confirm.submit.short', left) : t('confirm.submit.all')),
    },
    recount: { post: send.count.recount, body: () => ({}), consequences: () => t('confirm.recount') },
    cancel: { post: send.count.cancel, body: withReason, asksReason: true, grave: true, consequences: () => t('confirm.cancel.count') },
  };
  return (
    <OperationPage id={id} step={route.useSearch().step} flows={{ count: CountFlow }} confirmations={confirmations} left={left} lines={<CountLines operation={op} lines={lines} />} />
  );
}
