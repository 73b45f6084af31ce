/** searchText reads a text from an address; a code of digits arrives as a number. */
export function searchText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim().slice(0, 100) : '';
}
