import createFetchClient from 'openapi-fetch';
import createQueryClient from 'openapi-react-query';
import type { paths } from './api.gen';
import { ApiError, toProblem } from './problem';

/** client calls the API with types from its contract. */
export const client = createFetchClient<paths>({
  // Requests are made outside of browsers too, by tests; those want whole addresses.
  baseUrl: `${globalThis.location?.origin ?? 'http://localhost'}/api/v1`,
  credentials: 'same-origin',
  // Looked up on each call, so that tests can put their own in its place.
  fetch: (request) => globalThis.fetch(request),
});

let onSignedOut: () => void = () => undefined;

/** whenSignedOut says what to do when the API no longer knows the session. */
export function whenSignedOut(then: () => void): void {
  onSignedOut = then;
}

client.use({
  async onResponse({ response, request, schemaPath }) {
    if (response.ok) return undefined;
    if (response.status === 401 && schemaPath !== '/session') onSignedOut();
    // Commands read their refusals themselves; everything else throws.
    if (request.headers.has('Idempotency-Key')) return undefined;
    throw new ApiError(toProblem(response, await response.json().catch(() => undefined)));
  },
});

/** $api makes TanStack queries of the API's reads. */
export const $api = createQueryClient(client);
