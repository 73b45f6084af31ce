import { lazyRouteComponent } from '@tanstack/react-router';
import { loadTexts } from '@/i18n';

type Part = Parameters<typeof loadTexts>[0];

/** pageWith loads a page together with the texts of its part, or of several. */
export function pageWith<Module extends Record<string, unknown>, Name extends keyof Module & string>(part: Part | Part[], load: () => Promise<Module>, name: Name) {
  return lazyRouteComponent(async () => (await Promise.all([load(), ...[part].flat().map(loadTexts)]))[0], name);
}
