import { number, t } from '@/i18n';
import type { Body } from '@/services/types';

/** limitWords says how much of a product there should be: "Minimum 10 · Target 40". */
export function limitWords(x: Pick<Body<'ThresholdValues'>, 'minimum' | 'maximum' | 'target'>): string {
  return (['minimum', 'maximum', 'target'] as const).flatMap((f) => (x[f] === undefined ? [] : [`${t(`threshold.${f}`)} ${number(x[f])}`])).join(' · ');
}
