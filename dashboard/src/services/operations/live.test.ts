import { describe, expect, it } from 'vitest';
import { deadlinesOf } from './live';

describe('deadlines of a workflow', () => {
  const soon = { what: 'release the reservation', at: '2026-05-01T12:00:00Z' };
  it.each([
    ['as it tells them', { deadlines: [soon] }, [soon]],
    ['none, where it tells none', { step: 'reserved' }, []],
    ['none, where nothing runs', undefined, []],
    ['without what another version means otherwise', { deadlines: [soon, 'later', null, { what: 1, at: 2 }] }, [soon]],
  ])('are %s', (_, state, expected) => {
    expect(deadlinesOf(state)).toEqual(expected);
  });
});
