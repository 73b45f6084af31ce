import '@mantine/spotlight/styles.css';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconBarcode, IconKeyboard, IconSearch } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { t } from '@/i18n';
import type { Actor } from '@/services/session/session';
import { placeItems, startItems, type Shortcut } from './commands';
import { adminItems } from './navigation';

const [store, spotlight] = createSpotlight();

// The list scrolls, so the keyboard must reach it; the library passes this on, but its types don't say so.
const reachable = { viewportProps: { tabIndex: 0 } };

interface Props {
  actor: Actor;
  onClose: () => void;
  onKeys: () => void;
}

/** Palette leads anywhere by a few typed letters, and looks up whatever else was typed. */
export default function Palette({ actor, onClose, onKeys }: Props) {
  const router = useRouter();
  const [query, setQuery] = useState('');
  useEffect(() => spotlight.open(), []);

  const text = query.trim();
  const wanted = (i: Shortcut) => t(i.label).toLowerCase().includes(text.toLowerCase());
  const go = (to: string) => void router.navigate({ to });
  const item = (i: Shortcut) => <Spotlight.Action key={i.to} label={t(i.label)} leftSection={<i.Icon size={20} aria-hidden />} onClick={() => go(i.to)} />;
  const places = [...placeItems(actor), ...adminItems(actor).filter((i) => !i.external)].filter(wanted);
  const begun = startItems(actor).filter(wanted);
  return (
    <Spotlight.Root
      store={store} query={query} onQueryChange={setQuery} onSpotlightClose={onClose} shortcut={null} transitionProps={{ duration: 0 }}
      attributes={{ content: { 'aria-label': t('palette.open') } }} scrollable maxHeight="60dvh"
    >
      <Spotlight.Search placeholder={t('palette.search')} aria-label={t('palette.search')} leftSection={<IconSearch size={20} aria-hidden />} />
      <Spotlight.ActionsList aria-label={t('palette.open')} {...reachable}>
        {begun.length > 0 && <Spotlight.ActionsGroup label={t('palette.do')}>{begun.map(item)}</Spotlight.ActionsGroup>}
        {places.length > 0 && <Spotlight.ActionsGroup label={t('palette.go')}>{places.map(item)}</Spotlight.ActionsGroup>}
        {text && <Spotlight.Action label={t('palette.lookup', { text })} leftSection={<IconBarcode size={20} aria-hidden />} onClick={() => void router.navigate({ to: '/', search: { scan: text } })} />}
        {!text && <Spotlight.Action label={t('palette.keys')} leftSection={<IconKeyboard size={20} aria-hidden />} onClick={onKeys} />}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
