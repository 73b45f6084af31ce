import { NativeSelect } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { InfiniteList } from '@/components/InfiniteList';
import { Page } from '@/components/Page';
import { Empty } from '@/components/states';
import { t } from '@/i18n';
import { suggestionsQuery } from '@/services/alerts';
import { itemsOf } from '@/services/queries';
import { useActor } from '@/services/session/session';
import { SuggestionCard } from './SuggestionCard';

const route = getRouteApi('/app/suggestions');

/** SuggestionsPage lists the transfers that would help, the most urgent first. */
export function SuggestionsPage() {
  const { warehouse } = route.useSearch();
  const navigate = route.useNavigate();
  const { user } = useActor();
  const list = useInfiniteQuery(suggestionsQuery(warehouse));
  return (
    <Page title={t('nav.suggestions')} lead={t('suggestion.lead')}>
      {user.warehouses.length > 1 && (
        <NativeSelect size="lg" maw={320} aria-label={t('stock.warehouse')} value={warehouse ?? ''} onChange={(e) => void navigate({ search: e.currentTarget.value ? { warehouse: Number(e.currentTarget.value) } : {}, replace: true })}
          data={[{ value: '', label: t('stock.warehouse.all') }, ...user.warehouses.map((w) => ({ value: String(w.id), label: w.name }))]} />
      )}
      <InfiniteList items={itemsOf(list.data)} list={list} height={180} empty={<Empty icon={<IconScale size={28} />} title={t('suggestion.empty.title')} detail={t('suggestion.empty.detail')} />}>
        {(items) => <div className="sf-grid">{items.map((s) => <SuggestionCard key={s.key} suggestion={s} />)}</div>}
      </InfiniteList>
    </Page>
  );
}
