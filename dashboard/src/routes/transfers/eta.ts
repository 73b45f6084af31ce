/** Presets of an arrival: how many days from today, at the end of the working day. */
export const presetDays = [0, 1, 2, 5] as const;

const endOfDay = 18;

/** etaIn is the end of the working day, some days from now, on the reader's clock. */
export function etaIn(days: number, now = new Date()): string {
  const at = new Date(now);
  at.setDate(at.getDate() + days);
  at.setHours(endOfDay, 0, 0, 0);
  // Late in the day "today" still has to lie ahead.
  if (at <= now) at.setTime(now.getTime() + 2 * 3_600_000);
  return at.toISOString();
}

/** etaOfInput reads a datetime-local field; undefined while it is empty or odd. */
export function etaOfInput(value: string): string | undefined {
  const at = new Date(value);
  return value && !Number.isNaN(at.getTime()) ? at.toISOString() : undefined;
}
