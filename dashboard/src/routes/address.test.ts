import { describe, expect, it } from 'vitest';
import { readNewSearch, readStepSearch } from './documents/routes';
import { safeNext } from './login/route';
import { readFilter } from './operations/route';

describe('what an address says', () => {
  it('leads back to this site only', () => {
    expect(safeNext('/stock?q=tea')).toBe('/stock?q=tea');
    for (const evil of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', undefined, 7]) expect(safeNext(evil)).toBeUndefined();
  });
  it('is read with care', () => {
    expect(readFilter({ kind: 'transfer', warehouse: '2', attention: true, search: 17, x: 1 })).toEqual({ kind: 'transfer', warehouse: 2, attention: true, search: '17' });
    expect(readFilter({ kind: 'nonsense', warehouse: 'x', attention: 'yes' })).toEqual({});
    expect(readNewSearch({ product: '11', unit: 'case' })).toEqual({ product: 11, unit: 'case' });
    expect(readNewSearch({ product: -1 })).toEqual({});
    expect(readStepSearch({ step: 'pick' })).toEqual({ step: 'pick' });
    expect(readStepSearch({ step: 'drop_table' })).toEqual({});
  });
});
