import { expect, it } from 'vitest';
import { changesOf } from './changes';

it('lists what differs, and only that', () => {
  expect(changesOf({ name: 'Tea', units: [1], gone: null }, { name: 'Green tea', units: [1], added: 2 })).toEqual([
    { field: 'name', before: 'Tea', after: 'Green tea' },
    { field: 'gone', before: 'null', after: undefined },
    { field: 'added', before: undefined, after: '2' },
  ]);
  expect(changesOf(undefined, { id: 1 })).toEqual([{ field: 'id', before: undefined, after: '1' }]);
  expect(changesOf(undefined, undefined)).toEqual([]);
});
