import { Alert, Anchor, Badge, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconCloudUp, IconExternalLink } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { AnchorLink } from '@/components/links';
import { placeWords } from '@/components/operationWords';
import { Page } from '@/components/Page';
import { Section } from '@/components/Section';
import { AttentionBadge, KindIcon, StatusBadge } from '@/components/status';
import { date, dateTime, relative, t, tn } from '@/i18n';
import type { Next, Step } from '@/services/operations/next';
import type { Operation } from '@/services/types';
import type { Confirmations } from './confirmations';
import { ConfirmDialog, DirectStep } from './ConfirmStep';
import { Lines } from './Lines';
import { NextPanel } from './NextPanel';
import { Timeline } from './Timeline';
import { Upcoming } from './Upcoming';

interface Props {
  operation: Operation;
  next: Next;
  confirmations: Confirmations;
  /** How many commands for it wait on this device. */
  waiting?: number;
  /** Opens the screen of a step that is more than one question. */
  onStep: (step: Step) => void;
  /** Stands in the place of the lines. */
  lines?: ReactNode;
}

/** OperationView is a document: where it stands, what comes next, its lines and what happened. */
export function OperationView({ operation: op, next, confirmations, waiting = 0, onStep, lines }: Props) {
  const [asking, setAsking] = useState<Step>();
  const [doing, setDoing] = useState<{ step: Step; turn: number; settled: boolean }>();
  const busy = doing !== undefined && !doing.settled;
  const take = (step: Step) => {
    // The second half of a double tap.
    if (busy) return;
    const c = confirmations[step];
    if (!c) onStep(step);
    else if (c.consequences) setAsking(step);
    else setDoing((before) => ({ step, turn: (before?.turn ?? 0) + 1, settled: false }));
  };
  const asked = asking && confirmations[asking];
  const done = doing && confirmations[doing.step];
  return (
    <Page
      title={op.number} back="/operations"
      lead={(
        <Stack gap={6}>
          <span>{t(`kind.${op.kind}`)} · {placeWords(op)}</span>
          <Group gap={6}><StatusBadge status={op.status} /><AttentionBadge attention={op.attention} /></Group>
        </Stack>
      )}
      aside={<KindIcon kind={op.kind} size={48} />}
    >
      {waiting > 0 && <Alert color="yellow" role="status" icon={<IconCloudUp />} title={tn('outbox.document', waiting)}><AnchorLink to="/outbox">{t('outbox.look')}</AnchorLink></Alert>}
      <NextPanel operation={op} next={next} onStep={take} busy={busy} />
      {done && <DirectStep key={doing.turn} operation={op} confirmation={done} onSettled={() => setDoing({ ...doing, settled: true })} />}
      {asked && <ConfirmDialog step={asking} operation={op} confirmation={asked} onClose={() => setAsking(undefined)} />}
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <Stack gap="md">
          <Section title={t('op.lines')}>{lines ?? <Lines operation={op} />}</Section>
          <Section title={t('op.details')}><Details operation={op} /></Section>
        </Stack>
        <Stack gap="md">{!op.ended && <Upcoming operation={op} />}<Section title={t('op.timeline')}><Timeline steps={op.timeline} /></Section></Stack>
      </SimpleGrid>
    </Page>
  );
}

function Details({ operation: op }: { operation: Operation }) {
  const rows: [string, string | undefined][] = [
    [t('op.partner'), op.partner],
    [t('op.reference'), op.reference],
    [t('op.created'), t('op.created.by', { date: dateTime(op.created_at), name: op.created_by.name })],
    [t('op.date'), date(op.document_date)],
    [t('op.required'), op.required_on && date(op.required_on)],
    [t('op.eta'), op.eta && `${dateTime(op.eta)} (${relative(op.eta)})`],
    [t('op.reserve_until'), op.reserve_until && dateTime(op.reserve_until)],
    [t('op.policy'), op.policy && t(`new.policy.${op.policy}`)],
    [t('op.carrier'), op.carrier],
    [t('op.tracking'), op.tracking],
    [t('op.note'), op.note],
    [t('op.reason'), op.reason],
  ];
  return (
    <Stack gap="xs">
      <dl className="sf-facts">
        {rows.filter(([, value]) => value).map(([name, value]) => (
          <div key={name}><Text component="dt" c="dimmed" size="sm">{name}</Text><Text component="dd">{value}</Text></div>
        ))}
      </dl>
      {op.return_leg && <Badge variant="light" color="yellow" size="lg" radius="sm" tt="none">{t('status.returning')}</Badge>}
      {op.workflow && (
        <Anchor href={op.workflow.ui_path} target="_blank" rel="noreferrer" mih={44}>
          <Group gap={6} h={44}>{t('op.run')} <IconExternalLink size={18} aria-label={t('nav.external')} /></Group>
        </Anchor>
      )}
    </Stack>
  );
}
