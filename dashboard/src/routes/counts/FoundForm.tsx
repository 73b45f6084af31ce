import { Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Quantity } from '@/components/Quantity';
import { t } from '@/i18n';
import type { Label } from '@/services/lookup';
import type { Body, LocationRef, Product } from '@/services/types';

interface Props {
  found: Label & { product: Product };
  bin: LocationRef;
  busy: boolean;
  onEnter: (entry: Body<'CountEntry'>) => void;
  onCancel: () => void;
}

/** FoundForm adds what lies in a bin although the books don't know it there. */
export function FoundForm({ found, bin, busy, onEnter, onCancel }: Props) {
  const { product } = found;
  const [quantity, setQuantity] = useState(found.count ?? 1);
  const [unit, setUnit] = useState(found.unit ?? product.base_unit);
  const [lot, setLot] = useState(found.lotCode ?? '');
  const [expires, setExpires] = useState(found.expiresOn ?? '');
  return (
    <Paper className="sf-card sf-right" p="md" component="section" aria-label={product.name}>
      <form onSubmit={(e) => {
        e.preventDefault();
        onEnter({
          product_id: product.id, location_id: bin.id, quantity, ...(unit === product.base_unit ? {} : { packaging_unit: unit }),
          ...(product.tracks_lots ? { lot_code: lot.trim() } : {}), ...(expires ? { expires_on: expires } : {}),
        });
      }}>
        <Stack gap="sm">
          <Text fw={650}>{t('count.found', { name: product.name, bin: bin.code })}</Text>
          <Quantity name={product.name} product={product} value={quantity} onChange={setQuantity} unit={unit} onUnit={setUnit} />
          {product.tracks_lots && <TextInput label={t('receive.lot')} required value={lot} maxLength={64} onChange={(e) => setLot(e.currentTarget.value)} autoCapitalize="characters" />}
          {product.tracks_expiry && <TextInput type="date" label={t('receive.expiry')} value={expires} onChange={(e) => setExpires(e.currentTarget.value)} />}
          <Group grow>
            <Button variant="default" size="lg" onClick={onCancel}>{t('common.cancel')}</Button>
            <Button type="submit" size="lg" loading={busy}>{t('count.found.add')}</Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
