import { ActionIcon } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { t } from '@/i18n';
import { useActor } from '@/services/session/session';
import { placeItems, startItems } from './commands';

const Palette = lazy(() => import('./Palette'));
const KeyList = lazy(() => import('./KeyList'));

/** Commands is the way anywhere by keyboard: a palette, shortcuts, and the list of these. */
export function Commands() {
  const actor = useActor();
  const router = useRouter();
  const [open, setOpen] = useState<'palette' | 'keys'>();
  const letters = [...startItems(actor), ...placeItems(actor)].flatMap(({ letter, to }): [string, () => void, { usePhysicalKeys: true }][] =>
    (letter ? [[`alt+shift+${letter}`, () => void router.navigate({ to }), { usePhysicalKeys: true }]] : []));
  // While somebody types into a field as well: none of these types a letter.
  useHotkeys([['mod+K', () => setOpen('palette')], ['mod+/', () => setOpen('keys')], ...letters], [], true);
  return (
    <>
      <ActionIcon variant="default" onClick={() => setOpen('palette')} aria-label={t('palette.open')} aria-keyshortcuts="Control+K" visibleFrom="sm"><IconSearch size={20} /></ActionIcon>
      <Suspense>
        {open === 'palette' && <Palette actor={actor} onClose={() => setOpen((o) => (o === 'palette' ? undefined : o))} onKeys={() => setOpen('keys')} />}
        {open === 'keys' && <KeyList actor={actor} onClose={() => setOpen(undefined)} />}
      </Suspense>
    </>
  );
}
