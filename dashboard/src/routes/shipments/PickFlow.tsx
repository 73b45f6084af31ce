import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { soundRight, soundWrong } from '@/components/feedback';
import { t } from '@/i18n';
import { send } from '@/services/commands/send';
import { useCommand } from '@/services/commands/useCommand';
import { identify } from '@/services/lookup';
import { toPickOf } from '@/services/operations/next';
import { picksOf, type Pick } from '@/services/operations/picks';
import { asProblem, words } from '@/services/problem';
import type { FlowProps } from '../documents/OperationPage';
import { tellDone, tellKept } from '../documents/steps/StepPage';
import { PickView, type Scanned } from './PickView';

/** PickFlow leads from bin to bin; an item counts as picked once it was scanned. */
export function PickFlow({ operation: op, onLeave }: FlowProps) {
  const queries = useQueryClient();
  const [later, setLater] = useState<string[]>([]);
  const [scanned, setScanned] = useState<Scanned>();
  const last = useRef<{ pick: Pick; quantity: number }>(undefined);
  const command = useCommand(send.shipment.pick, () => {
    const l = last.current;
    if (l) tellDone(t('pick.posted', { count: l.quantity, name: l.pick.line.product.name }));
    setScanned(undefined);
  }, () => { tellKept(); setScanned(undefined); });
  // What was put off comes last.
  const picks = picksOf(op).toSorted((a, b) => later.indexOf(a.key) - later.indexOf(b.key));
  const current = picks[0];

  const scan = async (code: string) => {
    if (!current) return;
    command.reset();
    try {
      const found = await identify(queries, code, [current.line, ...op.lines]);
      if (found.kind === 'line' && found.line.product.id === current.line.product.id) {
        soundRight();
        setScanned({ right: true, pick: current.key });
        return;
      }
      soundWrong();
      const other = found.kind === 'line' ? picks.find((p) => p.line.product.id === found.line.product.id) : undefined;
      const name = found.kind === 'line' ? found.line.product.name : found.kind === 'other' ? found.product.name : undefined;
      setScanned({ right: false, pick: current.key, code, name, bin: other?.hold.location.code });
    } catch (error) {
      setScanned({ right: false, pick: current.key, code, problem: words(asProblem(error)).title });
    }
  };
  return (
    <PickView
      operation={op} picks={picks} total={toPickOf(op)} scanned={scanned?.pick === current?.key ? scanned : undefined} command={command} onLeave={onLeave}
      onScan={(code) => void scan(code)}
      onUnscanned={() => { if (current) setScanned({ right: true, pick: current.key }); }}
      onLater={() => { if (current) setLater((l) => [...l.filter((k) => k !== current.key), current.key]); }}
      onPick={(pick, quantity) => {
        last.current = { pick, quantity };
        void command.run({
          id: op.id,
          body: {
            lines: [{
              line_no: pick.line.line_no, quantity, location_id: pick.hold.location.id,
              ...(pick.hold.lot ? { lot_id: pick.hold.lot.id } : {}),
            }],
          },
        });
      }}
      onAll={() => {
        last.current = undefined;
        // No lines means all that is reserved.
        void command.run({ id: op.id, body: {} });
      }}
    />
  );
}
