import { Button, Collapse, NativeSelect, Paper, Radio, SimpleGrid, Stack, Text, TextInput, Title, UnstyledButton, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBuildingWarehouse, IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { CommandNotice } from '@/components/CommandNotice';
import { Page } from '@/components/Page';
import { Empty } from '@/components/states';
import { t, tn } from '@/i18n';
import type { Command } from '@/services/commands/useCommand';
import type { Composed, Warehouse, WarehouseRef } from '@/services/types';
import { Destinations } from './Destinations';
import { addProduct, changeLine, piecesOf, removeLine, wantedOf, type Draft } from './draft';
import { DraftLineCard } from './DraftLineCard';
import { ProductFinder } from './ProductFinder';

interface Props {
  kind: Composed;
  draft: Draft;
  onDraft: (draft: Draft) => void;
  warehouse?: WarehouseRef;
  warehouses: WarehouseRef[];
  onWarehouse: (id: number) => void;
  destinations: Warehouse[];
  command: Pick<Command<never>, 'state' | 'busy' | 'retry'>;
  onSubmit: () => void;
}

/** ComposeView is the form of a new receipt, shipment or transfer. */
export function ComposeView({ kind, draft, onDraft, warehouse, warehouses, onWarehouse, destinations, command, onSubmit }: Props) {
  const title = t(`new.${kind}`);
  if (!warehouse) {
    return (
      <Page title={title} back="/" narrow>
        <Empty icon={<IconBuildingWarehouse size={28} />} title={t('new.no_warehouse.title')} detail={t('new.no_warehouse.detail')} />
      </Page>
    );
  }
  const ready = draft.lines.length > 0 && (kind !== 'transfer' || draft.destination !== undefined);
  const nameOf = (lineNo: number) => draft.lines.toReversed()[lineNo - 1]?.product.name;
  return (
    <Page title={title} lead={t(`new.${kind}.lead`)} back="/" narrow>
      <Paper className="sf-card" p="md">
        <Stack gap="sm">
          {warehouses.length > 1 && (
            <NativeSelect
              label={t(kind === 'receipt' ? 'new.at' : 'new.from')} value={warehouse.id} onChange={(e) => onWarehouse(Number(e.currentTarget.value))}
              data={warehouses.map((w) => ({ value: String(w.id), label: w.name }))}
            />
          )}
          {kind === 'transfer'
            ? <Destinations destinations={destinations} value={draft.destination} onChange={(destination) => onDraft({ ...draft, destination })} />
            : (
              <TextInput
                label={t(kind === 'receipt' ? 'new.supplier' : 'new.customer')} description={undefined} placeholder={t('common.optional')} maxLength={200}
                value={draft.partner} onChange={(e) => onDraft({ ...draft, partner: e.currentTarget.value })}
              />
            )}
          <More kind={kind} draft={draft} onDraft={onDraft} />
        </Stack>
      </Paper>
      <Stack gap="sm" component="section" aria-labelledby="lines">
        <Title order={2} size="h5" id="lines">{t('new.lines')}</Title>
        <ProductFinder onPick={(product, code) => onDraft(addProduct(draft, product, code))} />
        {draft.lines.length === 0 && <Text c="dimmed">{t('new.lines.empty')}</Text>}
        {draft.lines.map((line, i) => (
          <DraftLineCard
            key={line.id} line={line} wanted={kind === 'receipt' ? undefined : wantedOf(draft, line.product.id)} warehouseId={warehouse.id}
            onChange={(change) => onDraft(changeLine(draft, i, change))} onRemove={() => onDraft(removeLine(draft, i))}
          />
        ))}
      </Stack>
      <CommandNotice command={command} nameOf={nameOf} />
      <Button size="xl" fullWidth disabled={!ready} loading={command.busy} onClick={onSubmit} className="sf-dock">
        {draft.lines.length > 0 && !ready ? t('new.to.missing') : t(`new.start.${kind}`)}
        {ready && <> · {tn('pieces', piecesOf(draft))}</>}
      </Button>
    </Page>
  );
}

function More({ kind, draft, onDraft }: Pick<Props, 'kind' | 'draft' | 'onDraft'>) {
  const [open, { toggle }] = useDisclosure(false);
  return (
    <div>
      <UnstyledButton onClick={toggle} aria-expanded={open} aria-controls="more" mih={44} w="100%">
        <Group gap={6} c="var(--mantine-color-anchor)" fw={600}>{t('new.details')}{open ? <IconChevronUp size={18} aria-hidden /> : <IconChevronDown size={18} aria-hidden />}</Group>
      </UnstyledButton>
      <Collapse expanded={open} id="more">
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput label={t('new.reference')} value={draft.reference} maxLength={100} onChange={(e) => onDraft({ ...draft, reference: e.currentTarget.value })} />
            <TextInput type="date" label={t(kind === 'receipt' ? 'new.expected' : 'new.required')} value={draft.requiredOn} onChange={(e) => onDraft({ ...draft, requiredOn: e.currentTarget.value })} />
          </SimpleGrid>
          {kind === 'shipment' && (
            <Radio.Group label={t('new.policy')} value={draft.policy} onChange={(policy) => onDraft({ ...draft, policy: policy })}>
              <Stack gap={0} mt={4}>
                {(['all_or_nothing', 'backorder'] as const).map((p) => <Radio key={p} value={p} label={t(`new.policy.${p}`)} size="md" py={10} />)}
              </Stack>
            </Radio.Group>
          )}
        </Stack>
      </Collapse>
    </div>
  );
}
