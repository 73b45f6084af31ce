import { Button, Group, NativeSelect, SegmentedControl, Stack, Text, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import { IconDeviceDesktop, IconLanguage, IconLogout, IconMoon, IconSun, IconUserCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { ButtonLink } from '@/components/links';
import { chooseLanguage, language, languages, t, tCode, type Language } from '@/i18n';
import { signOut, type Actor } from '@/services/session/session';

const schemes = [['light', IconSun], ['dark', IconMoon], ['auto', IconDeviceDesktop]] as const;

/** Account is who is signed in, how the app looks, and the way out. */
export function Account({ actor }: { actor: Actor }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const queries = useQueryClient();
  const router = useRouter();
  const leave = async () => {
    await signOut(queries);
    await router.navigate({ to: '/login' });
  };
  return (
    <Stack gap="xs">
      <div>
        <VisuallyHidden>{t('account.signedIn', { name: actor.user.name })}</VisuallyHidden>
        <Text fw={600} truncate aria-hidden>{actor.user.name}</Text>
        <Text size="sm" c="dimmed" truncate>{tCode('role', actor.user.role)} · {actor.user.email}</Text>
      </div>
      <SegmentedControl
        fullWidth aria-label={t('account.scheme')} value={colorScheme} onChange={(v) => setColorScheme(v)}
        data={schemes.map(([value, Icon]) => ({
          value,
          label: (
            <Group justify="center" h={30} align="center">
              <Icon size={18} aria-hidden /><VisuallyHidden>{t(`account.scheme.${value}`)}</VisuallyHidden>
            </Group>
          ),
        }))}
      />
      <ButtonLink to="/account" variant="default" leftSection={<IconUserCircle size={18} />}>{t('nav.account')}</ButtonLink>
      <NativeSelect
        aria-label="Language / Sprache" value={language()} onChange={(e) => chooseLanguage(e.currentTarget.value as Language)}
        data={Object.entries(languages).map(([value, label]) => ({ value, label }))} leftSection={<IconLanguage size={18} aria-hidden />}
      />
      <Button variant="default" leftSection={<IconLogout size={18} />} onClick={leave} size="md">{t('account.signOut')}</Button>
    </Stack>
  );
}
