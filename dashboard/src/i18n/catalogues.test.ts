import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { languages, preferredLanguage, relative, speak, t, type Language } from '.';

type Texts = Record<string, string>;

const files = import.meta.glob<Record<string, Texts>>('./*/*.ts', { eager: true });

/** partsOf is a language's catalogues, by the names of their files. */
function partsOf(language: Language): Record<string, Texts> {
  const found = Object.entries(files).filter(([path]) => path.startsWith(`./${language}/`) && !path.endsWith('/index.ts'));
  return Object.fromEntries(found.map(([path, module]) => [path.split('/').at(-1)!.replace('.ts', ''), Object.values(module)[0]!]));
}

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();

/** Words that are the same in German. */
const shared = new Set([
  'Stockflow', '{page} · Stockflow', 'Live', 'System', 'Name', 'SKU', 'Barcode', 'Barcodes', 'Browser', 'Minimum', 'Maximum',
  'Workflows (Temporal)', 'Status', 'Partner', 'Code', 'Code 128', 'optional',
]);

const wordless = (text: string) => !/\p{L}/u.test(text.replace(/\{\w+\}/g, ''));

const english = partsOf('en');

describe.each((Object.keys(languages) as Language[]).filter((l) => l !== 'en'))('the catalogue %s', (language) => {
  const parts = partsOf(language);

  it('has every part', () => {
    expect(Object.keys(parts).sort()).toEqual(Object.keys(english).sort());
  });
  it.each(Object.keys(english))('says all of %s', (part) => {
    const texts = parts[part]!;
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english[part]!).sort());
    for (const [key, text] of Object.entries(english[part]!)) {
      expect(text.trim(), key).not.toBe('');
      expect(texts[key]!.trim(), key).not.toBe('');
      expect(placeholders(texts[key]!), key).toEqual(placeholders(text));
    }
  });
  it('is translated', () => {
    const same = Object.entries(english).flatMap(([part, texts]) => Object.keys(texts).filter((key) => parts[part]![key] === texts[key] && !shared.has(texts[key]!) && !wordless(texts[key]!)));
    expect(same).toEqual([]);
  });
});

describe.each(Object.keys(languages) as Language[])('plurals of %s', (language) => {
  const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  it('are complete', () => {
    for (const texts of Object.values(partsOf(language))) {
      for (const base of new Set(Object.keys(texts).filter((k) => k.endsWith('_other')).map((k) => k.replace(/_other$/, '')))) {
        for (const category of categories) expect(texts, base).toHaveProperty([`${base}_${category}`]);
      }
    }
  });
});

describe('refusals', () => {
  // The API says them by these constants; a client that closed its request reads no answer.
  const sources = ['inventory/errors.go', 'httpapi/problem.go'].map((file) => readFileSync(`../internal/${file}`, 'utf8'));
  const codes = sources.flatMap((text) => [...text.matchAll(/^\s+[Cc]ode\w+\s+(?:inventory\.)?Code = "(\w+)"/gm)].map((m) => m[1]!)).filter((c) => c !== 'client_closed_request');
  it('are found', () => {
    expect(codes.length).toBeGreaterThan(35);
  });
  it.each(codes)('%s has words', (code) => {
    expect(english.errors).toHaveProperty([`error.${code}`]);
  });
});

describe.each(Object.keys(languages) as Language[])('moments in %s', (language) => {
  it('begin with now', async () => {
    await speak(language);
    expect(relative(new Date().toISOString())).toBe(t('time.now'));
    await speak('en');
  });
});

describe('the language of the screen', () => {
  const browser = (kept: string | null, ...wanted: string[]) => {
    vi.stubGlobal('localStorage', { getItem: () => kept });
    vi.stubGlobal('navigator', { languages: wanted });
  };
  it.each([
    ['the one that was chosen', 'en', ['de-DE'], 'en'],
    ['the first of the browser’s that is spoken', null, ['fr-FR', 'de-AT', 'en'], 'de'],
    ['English, where none is', null, ['fr-FR'], 'en'],
    ['the browser’s, where the kept one is spoken no more', 'xx', ['de'], 'de'],
  ] as const)('is %s', (_, kept, wanted, expected) => {
    browser(kept, ...wanted);
    expect(preferredLanguage()).toBe(expected);
    vi.unstubAllGlobals();
  });
});
