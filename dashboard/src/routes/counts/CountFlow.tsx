import { Alert, Button, Group, Progress, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconChevronRight, IconCircleCheck } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { CommandNotice } from '@/components/CommandNotice';
import { soundRight, soundWrong } from '@/components/feedback';
import { ScanField } from '@/components/ScanField';
import { Loading } from '@/components/states';
import { number, t, tn } from '@/i18n';
import { send } from '@/services/commands/send';
import { useCommand } from '@/services/commands/useCommand';
import { countLinesQuery, leftOf } from '@/services/counts';
import { lookupQuery, type Label } from '@/services/lookup';
import { useQueuedFor } from '@/services/outbox';
import { asProblem, words } from '@/services/problem';
import type { Product } from '@/services/types';
import type { FlowProps } from '../documents/OperationPage';
import { Finished, StepPage, tellDone, tellKept } from '../documents/steps/StepPage';
import { binsOf, withEntered, type Bin } from './bins';
import { FoundForm } from './FoundForm';
import { LineForm } from './LineForm';

interface Found extends Label { product: Product }

/** CountFlow leads from bin to bin; in each, every item is counted or said to be missing. */
export function CountFlow({ operation: op, onLeave }: FlowProps) {
  const queries = useQueryClient();
  const { data: read } = useQuery(countLinesQuery(op.id));
  const waiting = useQueuedFor(op.id);
  const [bin, setBin] = useState<number>();
  const [open, setOpen] = useState<{ lineNo: number; label?: Label }>();
  const [found, setFound] = useState<Found>();
  const [refused, setRefused] = useState<string>();
  const last = useRef('');
  const next = () => { setOpen(undefined); setFound(undefined); };
  const command = useCommand(send.count.enter, (o) => {
    const again = (o as { recounts?: unknown[] }).recounts?.length ?? 0;
    tellDone(again > 0 ? tn('count.moved', again) : t('count.entered', { name: last.current }), again > 0 ? 'yellow' : 'pine');
    next();
  }, () => { tellKept(); next(); });
  if (!read) return <StepPage operation={op} title={t('count.title', { number: op.number })}><Loading /></StepPage>;
  const lines = withEntered(read, waiting);
  const bins = binsOf(lines);
  const current = bins.find((b) => b.location.id === bin);
  const left = leftOf(lines);
  const enter = (name: string, entry: Parameters<typeof command.run>[0]['body']['lines'][number]) => {
    last.current = name;
    void command.run({ id: op.id, body: { lines: [entry] } });
  };

  const scan = async (code: string) => {
    setRefused(undefined);
    const place = bins.find((b) => b.location.code.toLowerCase() === code.toLowerCase());
    if (place) {
      soundRight();
      setBin(place.location.id);
      return;
    }
    try {
      const what = await queries.fetchQuery(lookupQuery(queries, code));
      if (what.kind !== 'product' || !current) {
        soundWrong();
        setRefused(t(what.kind === 'product' ? 'count.bin.first' : 'scan.none.title', { code }));
        return;
      }
      soundRight();
      const line = current.lines.find((l) => l.product.id === what.product.id && (!what.lotCode || !l.lot || l.lot.code === what.lotCode));
      if (line) setOpen({ lineNo: line.line_no, label: what });
      else setFound(what);
    } catch (error) {
      setRefused(words(asProblem(error)).title);
    }
  };
  return (
    <StepPage operation={op} title={t('count.title', { number: op.number })} lead={<>{op.warehouse.name} · {left > 0 ? tn('count.left', left) : t('count.done')}</>}>
      <Progress value={lines.length ? (100 * (lines.length - left)) / lines.length : 100} size="lg" aria-label={t('count.progress')} />
      <ScanField label={t(current ? 'count.scan.item' : 'count.scan.bin')} onScan={(code) => void scan(code)} placeholder={t('scan.item.placeholder')} />
      {refused && <Alert color="red" variant="filled" role="alert" className="sf-refused sf-loud" icon={<IconAlertTriangle />}>{refused}</Alert>}
      <CommandNotice command={command} />
      {current ? (
        <Stack gap="sm" component="section" aria-label={current.location.code}>
          <Group justify="space-between"><Text fw={700} fz={24} className="sf-code">{current.location.code}</Text><Button variant="default" onClick={() => { setBin(undefined); next(); }}>{t('count.bins')}</Button></Group>
          {found && <FoundForm key={found.product.id + (found.lotCode ?? '')} found={found} bin={current.location} busy={command.busy} onCancel={() => setFound(undefined)} onEnter={(entry) => enter(found.product.name, entry)} />}
          {current.lines.map((l) => (
            <LineForm
              key={`${l.line_no}/${open?.lineNo === l.line_no ? JSON.stringify(open.label) : ''}`} line={l} open={open?.lineNo === l.line_no} scanned={open?.lineNo === l.line_no ? open.label : undefined} busy={command.busy}
              onToggle={() => setOpen(open?.lineNo === l.line_no ? undefined : { lineNo: l.line_no })} onEnter={(entry) => enter(l.product.name, entry)}
            />
          ))}
          {current.left === 0 && <Button size="xl" onClick={() => { const after = bins.find((b) => b.left > 0); setBin(after?.location.id); }}>{t(left > 0 ? 'count.next' : 'count.bins')}</Button>}
        </Stack>
      ) : (
        <Stack gap="sm" component="section" aria-label={t('count.bins')}>
          {left === 0 && <Finished title={t('count.done')} detail={t('count.done.detail')} onLeave={onLeave} />}
          {bins.map((b) => <BinButton key={b.location.id} bin={b} onOpen={() => setBin(b.location.id)} />)}
        </Stack>
      )}
    </StepPage>
  );
}

function BinButton({ bin, onOpen }: { bin: Bin; onOpen: () => void }) {
  return (
    <UnstyledButton className="sf-card" p="md" mih={64} onClick={onOpen}>
      <Group justify="space-between" wrap="nowrap">
        <Text fw={650} size="lg" className="sf-code">{bin.location.code}</Text>
        <Group gap="xs" wrap="nowrap">
          {bin.left > 0 ? <Text>{t('count.of', { done: number(bin.lines.length - bin.left), total: number(bin.lines.length) })}</Text> : <IconCircleCheck size={22} aria-label={t('count.done')} />}
          <IconChevronRight size={20} aria-hidden />
        </Group>
      </Group>
    </UnstyledButton>
  );
}
