import { dateFormat, numberFormat, pluralRules, relativeFormat } from './formats';
import type { account } from './en/account';
import type { admin } from './en/admin';
import type { alerts } from './en/alerts';
import type { counts } from './en/counts';
import type { lots } from './en/lots';
import { en } from './en';
import type { reports } from './en/reports';

/** Parts are texts that come with the pages that need them; the rest is there from the start. */
interface Parts { account: typeof account; admin: typeof admin; alerts: typeof alerts; counts: typeof counts; lots: typeof lots; reports: typeof reports }
type Part = keyof Parts;

type Texts<T> = { [K in keyof T]: string };
type Union<T> = (T extends unknown ? (x: T) => void : never) extends (x: infer I) => void ? I : never;

/** Catalogue is the shape that every language fills. */
export type Catalogue = Texts<typeof en>;
/** Key names a text. */
export type Key = keyof Catalogue | keyof Union<Parts[Part]>;
/** Values fill the {placeholders} of a text. */
export type Values = Record<string, string | number>;

type PluralBase<K> = K extends `${infer B}_other` ? B : never;
/** PluralKey names a text that exists per plural category (…_one, …_other). */
export type PluralKey = PluralBase<Key>;

/** Languages are named in themselves, as those who look for theirs read them. */
export const languages = { en: 'English', de: 'Deutsch' } as const;
/** Language is one that the dashboard speaks. */
export type Language = keyof typeof languages;

const storageKey = 'stockflow.language';

let locale: Language = 'en';
let texts: Record<string, string> = { ...en };

const others: Record<Exclude<Language, 'en'>, () => Promise<Catalogue>> = {
  de: async () => (await import('./de')).de,
};

type PartLoaders = { [P in Part]: () => Promise<Texts<Parts[P]>> };

const parts: Record<Language, PartLoaders> = {
  en: {
    account: async () => (await import('./en/account')).account,
    admin: async () => (await import('./en/admin')).admin,
    alerts: async () => (await import('./en/alerts')).alerts,
    counts: async () => (await import('./en/counts')).counts,
    lots: async () => (await import('./en/lots')).lots,
    reports: async () => (await import('./en/reports')).reports,
  },
  de: {
    account: async () => (await import('./de/account')).account,
    admin: async () => (await import('./de/admin')).admin,
    alerts: async () => (await import('./de/alerts')).alerts,
    counts: async () => (await import('./de/counts')).counts,
    lots: async () => (await import('./de/lots')).lots,
    reports: async () => (await import('./de/reports')).reports,
  },
};

/** loadTexts brings the texts of a part, in the language of the screen. */
export async function loadTexts(part: Part): Promise<void> {
  Object.assign(texts, await parts[locale][part]());
}

function isLanguage(code: unknown): code is Language {
  return typeof code === 'string' && code in languages;
}

/** preferredLanguage is the one chosen on this device, or else the browser's. */
export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(storageKey);
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((l) => l.slice(0, 2)).find(isLanguage) ?? 'en';
}

/** speak loads a language and uses it from now on; what was drawn before keeps its words. */
export async function speak(language: Language): Promise<void> {
  texts = { ...(language === 'en' ? en : await others[language]()) };
  locale = language;
  if (typeof document !== 'undefined') document.documentElement.lang = language;
}

/** chooseLanguage keeps the choice on this device and starts over in it. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(storageKey, language);
  location.reload();
}

/** The locale of dates and numbers: the browser's, when it speaks the catalogue's language. */
function formattingLocale(): string {
  const own = typeof navigator === 'undefined' ? undefined : navigator.language;
  return own?.startsWith(locale) ? own : locale;
}

/** language is the language of the texts on the screen. */
export function language(): Language {
  return locale;
}

/** has tells whether the catalogue knows a key, for texts that are chosen by a code from the API. */
export function has(key: string): key is Key {
  return key in texts;
}

/** t gives a text in the current language. */
export function t(key: Key, values?: Values): string {
  const text = texts[key] ?? key;
  if (!values) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const v = values[name];
    if (v === undefined) return whole;
    return typeof v === 'number' ? number(v) : v;
  });
}

/** tn gives the text that fits a number; the number fills {count}. */
export function tn(key: PluralKey, count: number, values?: Values): string {
  const category = pluralRules(locale).select(count);
  const exact = `${key}_${category}`;
  return t(has(exact) ? exact : (`${key}_other` as Key), { ...values, count });
}

/** tCode gives the text for a code of the API, and the code itself where the catalogue lags behind. */
export function tCode(prefix: string, code: string): string {
  const key = `${prefix}.${code}`;
  return has(key) ? t(key) : code.replaceAll('_', ' ');
}

/** number writes a quantity. */
export function number(n: number): string {
  return numberFormat(formattingLocale()).format(n);
}

/** date writes a calendar date given as YYYY-MM-DD; it belongs to no time zone. */
export function date(iso: string): string {
  return dateFormat(formattingLocale(), { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${iso}T00:00:00Z`));
}

/** shortDate writes a calendar date for an axis. */
export function shortDate(iso: string): string {
  return dateFormat(formattingLocale(), { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${iso}T00:00:00Z`));
}

/** monthYear writes the month of a calendar date. */
export function monthYear(iso: string): string {
  return dateFormat(formattingLocale(), { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${iso}T00:00:00Z`));
}

/** dateTime writes a moment, in the reader's time zone or the one named. */
export function dateTime(iso: string, timeZone?: string): string {
  return dateFormat(formattingLocale(), {
    day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit',
    ...(new Date(iso).getFullYear() === new Date().getFullYear() ? {} : { year: 'numeric' }),
    ...(timeZone ? { timeZone, timeZoneName: 'short' } : {}),
  }).format(new Date(iso));
}

const spans: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86_400], ['hour', 3_600], ['minute', 60]];

/** relative writes a moment as seen from now: "3 hours ago", "in 2 days". */
export function relative(iso: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const format = relativeFormat(formattingLocale(), { numeric: 'auto', style: 'short' });
  for (const [unit, size] of spans) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return t('time.now');
}

/** age writes how long something has lasted, in its largest unit: "3 d", "5 h". */
export function age(iso: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - new Date(iso).getTime()) / 1000);
  for (const [unit, size] of spans) {
    if (seconds >= size) {
      return numberFormat(formattingLocale(), { style: 'unit', unit, unitDisplay: 'short' }).format(Math.trunc(seconds / size));
    }
  }
  return t('time.now');
}

/** list joins names: "a, b and c". */
export function list(names: string[]): string {
  return new Intl.ListFormat(formattingLocale(), { type: 'conjunction' }).format(names);
}
