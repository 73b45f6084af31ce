/** Gs1 is what a GS1 code says of an item, as far as the floor needs it. */
export interface Gs1 {
  gtin: string;
  lot?: string;
  expiresOn?: string;
  count?: number;
}

const separator = '\u001d';

/** Element strings with these identifiers have a fixed length; the others end with a separator. */
const fixed: Record<string, number> = { '01': 14, '02': 14, '11': 6, '13': 6, '15': 6, '17': 6 };

/**
 * readGs1 reads an element string (GS1 General Specifications, section 3) where
 * the API can't be asked: with identifiers 01, 10, 17, 30 and 37; a code with
 * others, or none at all, is left to the API.
 */
export function readGs1(code: string): Gs1 | undefined {
  let rest = code.trim().replace(/^\]\w\d/, '');
  if (rest.startsWith('(')) rest = rest.replace(/\((\d{2})\)/g, (_, ai: string, at: number) => (at === 0 ? ai : separator + ai));
  const found: Record<string, string> = {};
  while (rest) {
    if (rest.startsWith(separator)) {
      rest = rest.slice(1);
      continue;
    }
    const ai = rest.slice(0, 2);
    const length = fixed[ai];
    if (length === undefined && ai !== '10' && ai !== '30' && ai !== '37') return undefined;
    const end = length === undefined ? (rest + separator).indexOf(separator) : 2 + length;
    const value = rest.slice(2, end);
    if (value.length === 0 || (length !== undefined && !new RegExp(`^\\d{${length}}$`).test(value))) return undefined;
    found[ai] = value;
    rest = rest.slice(end);
  }
  const gtin = found['01'] ?? found['02'];
  if (!gtin) return undefined;
  const count = Number(found['30'] ?? found['37']);
  const expiresOn = dateOf(found['17']);
  return {
    gtin, ...(found['10'] ? { lot: found['10'] } : {}), ...(expiresOn ? { expiresOn } : {}), ...(count > 0 ? { count } : {}),
  };
}

/** A date without a day means the last of its month; two digits of a year are of the century nearest to now. */
function dateOf(yymmdd: string | undefined, thisYear = new Date().getFullYear()): string | undefined {
  if (!yymmdd) return undefined;
  const [yy, month, day] = [0, 2, 4].map((at) => Number(yymmdd.slice(at, at + 2))) as [number, number, number];
  if (month < 1 || month > 12 || day > 31) return undefined;
  const century = thisYear - (thisYear % 100);
  const year = [century - 100, century, century + 100].map((c) => c + yy).find((y) => y - thisYear > -50 && y - thisYear <= 50)!;
  return new Date(Date.UTC(year, day === 0 ? month : month - 1, day)).toISOString().slice(0, 10);
}

/** sameGtin compares trade item numbers, whose shorter forms are padded with zeros. */
export function sameGtin(a: string, b: string): boolean {
  return /^\d{8,14}$/.test(a) && a.padStart(14, '0') === b.padStart(14, '0');
}
