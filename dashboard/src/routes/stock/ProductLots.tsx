import { Group, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { InfiniteList } from '@/components/InfiniteList';
import { Section } from '@/components/Section';
import { date, number, t } from '@/i18n';
import { lotsQuery } from '@/services/lots';
import { itemsOf } from '@/services/queries';
import { LotStatusBadge } from '../lots/LotsPage';

/** ProductLots lists the lots of a product. */
export function ProductLots({ productId }: { productId: number }) {
  const list = useInfiniteQuery(lotsQuery({ product: productId }));
  return (
    <Section title={t('nav.lots')}>
      <InfiniteList items={itemsOf(list.data)} list={list} rows={2} height={48} empty={<Text c="dimmed">{t('lot.empty.title')}</Text>}>
        {(lots) => lots.map((l) => (
          <Group key={l.id} justify="space-between" wrap="nowrap" py={6} style={{ borderBottom: '1px solid var(--sf-line)' }}>
            <div>
              <Link to="/lots/$id" params={{ id: String(l.id) }} className="sf-inline sf-code">{l.code}</Link>
              {l.expires_on && <Text size="sm" c="dimmed">{t('stock.expires', { date: date(l.expires_on) })}</Text>}
            </div>
            <Group gap="xs" wrap="nowrap"><Text fw={650}>{number(l.on_hand)}</Text>{l.status !== 'available' && <LotStatusBadge status={l.status} />}</Group>
          </Group>
        ))}
      </InfiniteList>
    </Section>
  );
}
