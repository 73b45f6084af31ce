import { has, t, tn, type Key } from '@/i18n';

/** Shortage is what a line lacked when the stock did not suffice. */
export interface Shortage {
  line_no: number;
  product_id: number;
  sku?: string;
  requested: number;
  available: number;
}

/** LineProblem is why one line was refused. */
export interface LineProblem {
  line_no: number;
  code: string;
  detail: string;
}

/** Problem is a refusal of the API: a stable code for programs, a sentence for people. */
export interface Problem {
  status: number;
  code: string;
  detail?: string;
  field?: string;
  shortages?: Shortage[];
  /** All lines that are refused, each with its own reason. */
  lines?: LineProblem[];
  request_id?: string;
  /** Seconds after which the API invites to try again. */
  retryAfter?: number;
}

/** ApiError carries a problem through promises. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.code}: ${problem.detail ?? ''}`);
    this.name = 'ApiError';
  }
}

/** offline is the problem of a request that got no answer at all. */
export const offline: Problem = { status: 0, code: 'network' };

/** toProblem reads whatever an unsuccessful answer carries; a proxy's HTML page is a problem as well. */
export function toProblem(response: Pick<Response, 'status' | 'headers'>, body: unknown): Problem {
  const b = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
  const retryAfter = Number(response.headers.get('Retry-After'));
  return {
    status: response.status,
    code: typeof b.code === 'string' ? b.code : codeOf(response.status),
    detail: typeof b.detail === 'string' ? b.detail : undefined,
    field: b.field,
    shortages: b.shortages ?? undefined,
    lines: b.lines ?? undefined,
    request_id: b.request_id,
    ...(retryAfter > 0 ? { retryAfter } : {}),
  };
}

function codeOf(status: number): string {
  switch (status) {
    case 400: case 422: return 'invalid_request';
    case 401: return 'unauthenticated';
    case 403: return 'forbidden';
    case 404: return 'not_found';
    case 409: return 'conflict';
    case 429: return 'over_capacity';
    case 502: case 503: case 504: return 'unavailable';
    default: return 'internal_error';
  }
}

/** asProblem makes a problem of anything that was thrown. */
export function asProblem(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  // fetch reports a missing network as a TypeError.
  if (error instanceof TypeError) return offline;
  return { status: 500, code: 'internal_error' };
}

/**
 * isAnswer tells whether a problem is the last word. What is not, an overload,
 * an outage, a missing network, may be sent again under the same key.
 */
export function isAnswer(p: Problem): boolean {
  return p.status >= 400 && p.status < 500 && p.status !== 408 && p.status !== 425 && p.status !== 429;
}

/** Words are what a person reads of a problem. */
export interface Words {
  title: string;
  detail: string;
}

/** words says a problem by its code; the API's own sentence, which has the figures, comes second. */
export function words(p: Problem): Words {
  const title: Key = has(`error.${p.code}`) ? (`error.${p.code}` as Key) : 'error.unknown';
  const help = `error.${p.code}.help`;
  const detail = p.detail ?? (has(help) ? t(help) : '');
  return { title: t(title), detail: detail ? sentence(detail) : '' };
}

/** detailAt is what a refusal says of one field of a form; undefined where it is not about that. */
export function detailAt(error: unknown, field: string): string | undefined {
  if (!error) return undefined;
  const problem = asProblem(error);
  return problem.field === field ? words(problem).detail : undefined;
}

/** shortageWords says what one line lacked. */
export function shortageWords(s: Shortage, name: string): string {
  if (s.available <= 0) return t('error.shortage.none', { name, requested: s.requested });
  return tn('error.shortage.some', s.available, { name, requested: s.requested });
}

function sentence(text: string): string {
  const s = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(s) ? s : `${s}.`;
}
