/** Change is a field before and after; undefined stands for "was not there". */
export interface Change {
  field: string;
  before?: string;
  after?: string;
}

/** changesOf lists the fields that differ between two states. */
export function changesOf(before: Record<string, unknown> | undefined, after: Record<string, unknown> | undefined): Change[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields
    .map((field) => ({ field, before: textOf(before?.[field]), after: textOf(after?.[field]) }))
    .filter((c) => c.before !== c.after);
}

function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
