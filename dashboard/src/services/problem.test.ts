import { describe, expect, it } from 'vitest';
import { ApiError, asProblem, detailAt, isAnswer, shortageWords, toProblem, words } from './problem';

const answer = (status: number, headers: Record<string, string> = {}) => ({ status, headers: new Headers(headers) });

describe('problems in words', () => {
  it('says a refusal by its code, with the figures of the API', () => {
    const p = toProblem(answer(409), { code: 'exceeds_reserved', detail: 'only 3 of line 1 are reserved here', status: 409 });
    expect(words(p)).toEqual({ title: 'More than is reserved', detail: 'Only 3 of line 1 are reserved here.' });
  });
  it('says what a code that it does not know can be said of', () => {
    expect(words({ status: 409, code: 'brand_new' }).title).toBe('This did not work');
  });
  it('understands an answer that is no problem document', () => {
    expect(toProblem(answer(502), undefined)).toMatchObject({ code: 'unavailable' });
    expect(toProblem(answer(429, { 'Retry-After': '2' }), 'busy')).toMatchObject({ code: 'over_capacity', retryAfter: 2 });
  });
  it('knows what may still be answered', () => {
    expect(isAnswer({ status: 409, code: 'insufficient_stock' })).toBe(true);
    expect(isAnswer({ status: 429, code: 'over_capacity' })).toBe(false);
    expect(isAnswer({ status: 503, code: 'unavailable' })).toBe(false);
    expect(isAnswer(asProblem(new TypeError('Failed to fetch')))).toBe(false);
  });
  it('takes errors apart', () => {
    expect(asProblem(new ApiError({ status: 404, code: 'not_found' })).code).toBe('not_found');
    expect(asProblem(new Error('x')).code).toBe('internal_error');
  });
  it('says a refusal of a field at that field', () => {
    const refused = new ApiError({ status: 400, code: 'invalid_request', detail: 'the maximum is less than the minimum', field: 'maximum' });
    expect(detailAt(refused, 'maximum')).toBe('The maximum is less than the minimum.');
    expect(detailAt(refused, 'minimum')).toBeUndefined();
    expect(detailAt(null, 'maximum')).toBeUndefined();
  });
  it('says shortages', () => {
    expect(shortageWords({ line_no: 1, product_id: 1, requested: 5, available: 0 }, 'Tea')).toBe('Tea: 5 wanted, none available');
    expect(shortageWords({ line_no: 1, product_id: 1, requested: 1200, available: 2 }, 'Tea')).toBe('Tea: 1,200 wanted, 2 available');
  });
});
