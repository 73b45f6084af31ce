import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { request } from '@playwright/test';
import { emailOf, roles, statePath } from './company';

const bin = resolve(import.meta.dirname, '../../bin');

/**
 * Starts the system that the tests use, inside the devstack: migrations, the
 * API with a worker in its process, and the demo company.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  if (!process.env.DATABASE_URL) throw new Error('run this inside the devstack: ../bin/devstack -- npm run test:e2e');
  const folder = mkdtempSync(join(tmpdir(), 'stockflow-e2e-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  process.env.STOCKFLOW_URL = url;
  process.env.STOCKFLOW_E2E_STATE = folder;
  process.env.STOCKFLOW_DEMO_PASSWORD ??= randomBytes(12).toString('hex');
  const mails = join(folder, 'mail.log');
  process.env.STOCKFLOW_E2E_MAILS = mails;
  const env = {
    ...process.env, STOCKFLOW_STATE_DIR: folder, LISTEN_ADDRESS: `127.0.0.1:${port}`, PUBLIC_URL: url, MAIL_FILE: mails,
    SECRETS_KEY: randomBytes(32).toString('base64'),
  };

  run('stockctl', ['migrate'], env);
  run('stockctl', ['demo', 'past'], env);
  const logFile = join(folder, 'api.log');
  const log = openSync(logFile, 'a');
  const api = spawn(join(bin, 'api'), ['--with-worker'], { env, stdio: ['ignore', log, log] });
  try {
    await ready(url, api);
    run('stockctl', ['demo', '--url', url], env);
    for (const role of roles) await signIn(url, role);
  } catch (error) {
    console.error(readFileSync(logFile, 'utf8').split('\n').slice(-30).join('\n'));
    await stop(api);
    throw error;
  }
  return async () => {
    await stop(api);
    rmSync(folder, { recursive: true, force: true });
  };
}

function run(program: string, args: string[], env: NodeJS.ProcessEnv): void {
  const { status, error } = spawnSync(join(bin, program), args, { env, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}`);
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer().once('error', failed).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? done(address.port) : failed(new Error('no port'))));
    });
  });
}

async function ready(url: string, api: ChildProcess): Promise<void> {
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    if (api.exitCode !== null) throw new Error(`the API ended with ${api.exitCode}`);
    const ok = await fetch(`${url}/readyz`).then((r) => r.ok, () => false);
    if (ok) return;
    await new Promise((r) => setTimeout(r, 200));
  }
  throw new Error('the API did not become ready');
}

// Each role signs in once: checking a password is slow on purpose.
async function signIn(url: string, role: (typeof roles)[number]): Promise<void> {
  const context = await request.newContext({ baseURL: url });
  const answer = await context.post('/api/v1/session', { data: { email: emailOf(role), password: process.env.STOCKFLOW_DEMO_PASSWORD } });
  if (!answer.ok()) throw new Error(`${role} can't sign in: ${answer.status()} ${await answer.text()}`);
  await context.storageState({ path: statePath(role) });
  await context.dispose();
}

async function stop(api: ChildProcess): Promise<void> {
  if (api.exitCode !== null) return;
  const ended = new Promise((done) => api.once('exit', done));
  api.kill('SIGTERM');
  const hard = setTimeout(() => api.kill('SIGKILL'), 25_000);
  await ended;
  clearTimeout(hard);
}
