import type { Send } from '@/services/commands/send';
import type { Step } from '@/services/operations/next';
import type { Operation } from '@/services/types';

/** StepBody is what a step that is one question may say. */
export interface StepBody {
  reason?: string;
  note?: string;
  short?: boolean;
}

/** Confirmation is a step that is one question: what happens, and yes or no. */
export interface Confirmation {
  post: Send<{ id: string; body: StepBody }>;
  /** Says the consequences; a step without any is taken at once. */
  consequences?: (op: Operation) => string;
  /** Makes the body of what was typed as the reason. */
  body: (reason: string | undefined) => StepBody;
  asksReason?: boolean;
  /** What can't be taken back looks like it. */
  grave?: boolean;
}

/** Confirmations is the steps of a kind of document that are one question. */
export type Confirmations = Partial<Record<Step, Confirmation>>;

/** withReason is the body of a cancellation or an undo. */
export function withReason(reason: string | undefined): StepBody {
  return reason ? { reason } : {};
}
