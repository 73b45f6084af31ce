import { Group, NativeSelect, SegmentedControl, Stack, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import { IconDeviceDesktop, IconLanguage, IconMoon, IconSun } from '@tabler/icons-react';
import { chooseLanguage, language, languages, t, type Language } from '@/i18n';

const schemes = [['light', IconSun], ['dark', IconMoon], ['auto', IconDeviceDesktop]] as const;

/** Looks is how the app looks and which language it speaks on this device. */
export function Looks() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Stack gap="xs">
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
      <NativeSelect
        aria-label="Language / Sprache" value={language()} onChange={(e) => chooseLanguage(e.currentTarget.value as Language)}
        data={Object.entries(languages).map(([value, label]) => ({ value, label }))} leftSection={<IconLanguage size={18} aria-hidden />}
      />
    </Stack>
  );
}
