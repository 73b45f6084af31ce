import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { keeperOf } from '../outbox';
import type { CommandOutcome } from '../types';
import { waysOf, type Send } from './send';
import { Submission, type State } from './submission';

/** Command is a submission as a component sees it. */
export interface Command<Input> {
  state: State<CommandOutcome>;
  /** busy: sent or accepted and not answered yet; nothing else can be sent. */
  busy: boolean;
  run(input: Input): Promise<State<CommandOutcome>>;
  /** retry sends the same wish once more, under the same key. */
  retry: () => void;
  reset: () => void;
}

function isDocument(key: QueryKey): boolean {
  return key[0] === 'get' && (key[1] === '/operations/{operation_id}' || key[1] === '/movements');
}

/**
 * useCommand sends commands of one kind and reads again what they changed. What
 * can't be sent now waits in the outbox; onQueued then goes on as onDone would.
 */
export function useCommand<Input>(post: Send<Input>, onDone?: (outcome: CommandOutcome) => void, onQueued?: () => void): Command<Input> {
  const queries = useQueryClient();
  const done = useRef({ onDone, onQueued });
  const last = useRef<Input>(undefined);
  const mounted = useRef(true);
  const [submission] = useState(() => new Submission(waysOf(post, keeperOf(queries))));
  const state = useSyncExternalStore(submission.subscribe, () => submission.state);

  useEffect(() => { done.current = { onDone, onQueued }; }, [onDone, onQueued]);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
      submission.stop();
    };
  }, [submission]);

  const run = useCallback(async (input: Input) => {
    last.current = input;
    const before = submission.state;
    const after = await submission.run(input);
    if (after !== before && after.phase === 'done') {
      // What was on screen before the command is history now. The document
      // itself is read before anything else happens, so that its old step is
      // not offered once more.
      void queries.invalidateQueries({ predicate: (q) => !isDocument(q.queryKey) });
      await queries.invalidateQueries({ predicate: (q) => isDocument(q.queryKey) });
      if (mounted.current) done.current.onDone?.(after.outcome);
    }
    if (after !== before && after.phase === 'queued' && mounted.current) done.current.onQueued?.();
    return after;
  }, [queries, submission]);

  return {
    state,
    busy: state.phase === 'sending' || state.phase === 'accepted',
    run,
    retry: () => { if (last.current !== undefined) void run(last.current); },
    reset: () => submission.reset(),
  };
}
