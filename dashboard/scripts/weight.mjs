// Fails when the first screen weighs more JavaScript than its budget: what
// index.html, the frame and the start page import, gzipped, before anything
// else is asked for. The browser test measures what is really loaded.
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const budget = 200_000;
const dist = new URL('../dist/', import.meta.url);
const chunks = readdirSync(new URL('assets/', dist)).filter((name) => name.endsWith('.js'));
const counted = new Map();

function count(name) {
  if (counted.has(name) || !chunks.includes(name)) return;
  const source = readFileSync(new URL(`assets/${name}`, dist));
  counted.set(name, gzipSync(source).length);
  for (const [, imported] of source.toString().matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) count(imported);
}

for (const [, name] of readFileSync(new URL('index.html', dist), 'utf8').matchAll(/assets\/([^"']+\.js)/g)) count(name);
const start = chunks.filter((name) => name.startsWith('HomePage-'));
if (start.length !== 1) throw new Error(`one start page was expected, not ${start.length}: is dist built?`);
start.forEach(count);

const total = [...counted.values()].reduce((sum, bytes) => sum + bytes, 0);
console.log(`dashboard: the first screen is ${total} B of JavaScript, gzipped, in ${counted.size} files; the budget is ${budget} B`);
if (total > budget) {
  for (const [name, bytes] of [...counted].sort((a, b) => b[1] - a[1]).slice(0, 10)) console.error(`${bytes} ${name}`);
  process.exit(1);
}
