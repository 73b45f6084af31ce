// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { send } from './send';
import { useCommand } from './useCommand';

const outcome = {
  command_id: 'c0ffee00-7a0e-5b6d-9a41-1b8e22c7903f', operation_id: '5f1d3c52-7a0e-5b6d-9a41-1b8e22c7903f', number: 'TR-000001',
  kind: 'transfer', status: 'in_transit', revision: 2, replayed: false,
};

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

function setup(answers: (() => Response)[]) {
  const requests: Request[] = [];
  vi.stubGlobal('fetch', vi.fn((request: Request) => {
    requests.push(request.clone());
    const answer = answers.shift();
    return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError('Failed to fetch'));
  }));
  const queries = new QueryClient();
  const invalidate = vi.spyOn(queries, 'invalidateQueries');
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={queries}>{children}</QueryClientProvider>;
  const done = vi.fn();
  const { result } = renderHook(() => useCommand(send.transfer.dispatch, done), { wrapper });
  return { result, done, requests, invalidate };
}

const input = { id: outcome.operation_id, body: { carrier: 'DHL' } };

afterEach(() => vi.unstubAllGlobals());

describe('useCommand', () => {
  it('posts the step under a key, reads again what it changed, and tells', async () => {
    const { result, done, requests, invalidate } = setup([() => json(200, outcome)]);
    await act(() => result.current.run(input));
    expect(result.current.state).toMatchObject({ phase: 'done', outcome: { number: 'TR-000001' } });
    expect(done).toHaveBeenCalledOnce();
    expect(invalidate).toHaveBeenCalled();
    expect(new URL(requests[0]!.url).pathname).toBe(`/api/v1/transfers/${input.id}/dispatch`);
    expect(requests[0]!.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
    expect(requests[0]!.headers.get('Prefer')).toMatch(/^wait=\d+$/);
    expect(await requests[0]!.json()).toEqual({ carrier: 'DHL' });
  });

  it('follows a command that was taken without waiting', async () => {
    const { result, done, requests } = setup([
      () => json(202, { command_id: outcome.command_id, status: 'pending' }),
      () => json(200, { command_id: outcome.command_id, status: 'pending' }),
      () => json(200, { command_id: outcome.command_id, status: 'applied', outcome }),
    ]);
    act(() => { void result.current.run(input); });
    await waitFor(() => expect(result.current.state.phase).toBe('accepted'));
    expect(result.current.busy).toBe(true);
    await waitFor(() => expect(result.current.state.phase).toBe('done'), { timeout: 5000 });
    expect(new URL(requests[2]!.url).pathname).toBe(`/api/v1/commands/${outcome.command_id}`);
    expect(done).toHaveBeenCalledOnce();
  });

  it('shows a refusal and tells nobody that it is done', async () => {
    const { result, done, requests } = setup([() => json(409, { code: 'wrong_stage', detail: 'TR-000001 is closed', status: 409 })]);
    await act(() => result.current.run(input));
    expect(result.current.state).toMatchObject({ phase: 'refused', problem: { code: 'wrong_stage', detail: 'TR-000001 is closed' } });
    expect(requests).toHaveLength(1);
    expect(done).not.toHaveBeenCalled();
  });
});
