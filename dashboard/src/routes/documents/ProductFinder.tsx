import { Group, Paper, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { soundRight, soundWrong } from '@/components/feedback';
import { ScanField } from '@/components/ScanField';
import { t } from '@/i18n';
import { choose, productsMatching } from '@/services/lookup';
import { asProblem, words } from '@/services/problem';
import type { Product } from '@/services/types';

interface Props {
  onPick: (product: Product, code?: string) => void;
}

/** ProductFinder adds what is scanned at once, and offers what matches while somebody types. */
export function ProductFinder({ onPick }: Props) {
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const [typed] = useDebouncedValue(text.trim(), 250);
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [offered, setOffered] = useState<Product[]>([]);
  const { data: matching } = useQuery({ ...productsMatching(typed), enabled: typed.length >= 2 });
  const offers = text ? (typed.length >= 2 ? (matching ?? []) : []) : offered;

  const pick = (product: Product, code?: string) => {
    setText('');
    setOffered([]);
    setRefused(undefined);
    onPick(product, code);
  };
  const scan = async (code: string) => {
    setBusy(true);
    setRefused(undefined);
    try {
      const found = choose(code, await queries.fetchQuery(productsMatching(code)), []);
      if (found.kind === 'product') {
        soundRight();
        pick(found.product, code);
      } else if (found.kind === 'several') {
        setOffered(found.products);
      } else {
        soundWrong();
        setRefused(t('scan.none.title', { code }));
      }
    } catch (error) {
      setRefused(words(asProblem(error)).title);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div>
      <ScanField label={t('scan.add')} hideLabel placeholder={t('scan.add')} onScan={(code) => void scan(code)} onType={(s) => { setText(s); setOffered([]); setRefused(undefined); }} busy={busy} />
      <VisuallyHidden role="status">{offers.length > 0 ? offers.map((p) => p.name).join(', ') : ''}</VisuallyHidden>
      {refused && <Text role="alert" c="var(--mantine-color-error)" fw={600} mt="xs" className="sf-refused">{refused}</Text>}
      {offers.length > 0 && (
        <Paper className="sf-card" mt={4} role="group" aria-label={t('common.search')}>
          {offers.map((p) => (
            <UnstyledButton key={p.id} w="100%" mih={56} px="md" py={6} onClick={() => pick(p)} style={{ borderBottom: '1px solid var(--sf-line)' }}>
              <Group justify="space-between" wrap="nowrap">
                <div style={{ minWidth: 0 }}><Text fw={600} truncate>{p.name}</Text><Text size="sm" c="dimmed" className="sf-code">{p.sku}</Text></div>
                <IconPlus size={20} aria-hidden />
              </Group>
            </UnstyledButton>
          ))}
        </Paper>
      )}
    </div>
  );
}
