import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';
import { t } from '@/i18n';

/** Pine is the brand's green; shade 7 carries white text with a contrast of 6.9. */
const pine: MantineColorsTuple = [
  '#ebf7f4', '#d3ece5', '#a5d8ca', '#73c3ad', '#4ab094', '#2c9a7d', '#177f66', '#0f6a55', '#0b5545', '#073e33',
];

/** Amber is for what waits; its last shade is read on its first. */
const yellow: MantineColorsTuple = [
  '#fff6de', '#ffe9b3', '#ffdc8a', '#f9c95c', '#f0b429', '#de9f12', '#b97f06', '#956405', '#7a5106', '#633f06',
];

/**
 * Mantine's light variant takes a middle shade for its text, too pale on its
 * own tint for AA. Here the text is a dark shade by day and a pale one by night.
 */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const name = input.color ?? input.theme.primaryColor;
  if (!(name in input.theme.colors) || name === 'dark') return colors;
  if (input.variant === 'light') {
    const shade = (light: number, dark: number) => `light-dark(var(--mantine-color-${name}-${light}), var(--mantine-color-${name}-${dark}))`;
    return {
      ...colors,
      background: `light-dark(var(--mantine-color-${name}-0), color-mix(in srgb, var(--mantine-color-${name}-9) 38%, var(--mantine-color-dark-8)))`,
      hover: `light-dark(var(--mantine-color-${name}-1), color-mix(in srgb, var(--mantine-color-${name}-9) 55%, var(--mantine-color-dark-8)))`,
      color: shade(9, 1),
      border: '1px solid transparent',
    };
  }
  if (input.variant === 'subtle' || input.variant === 'outline' || input.variant === 'transparent') {
    return { ...colors, color: `light-dark(var(--mantine-color-${name}-8), var(--mantine-color-${name}-2))` };
  }
  return colors;
};

/** makeTheme is made once the language is known. */
export const makeTheme = () => createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 7 },
  colors: { pine, yellow },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  variantColorResolver,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, "Roboto Mono", "Liberation Mono", monospace',
  headings: { fontWeight: '650' },
  components: {
    // A glove hits 44 px: nothing that is pressed is smaller.
    Button: {
      defaultProps: { size: 'md' },
      styles: { label: { whiteSpace: 'normal', lineHeight: 1.2 } },
      vars: (_theme: unknown, { size }: { size?: string }) => ({ root: size === 'xl' ? { '--button-fz': 'var(--mantine-font-size-lg)' } : {} }),
    },
    ActionIcon: { defaultProps: { size: 44, variant: 'subtle' } },
    TextInput: { defaultProps: { size: 'md' } },
    PasswordInput: { defaultProps: { size: 'md', visibilityToggleButtonProps: { size: 44, 'aria-label': t('login.password.show') } } },
    NumberInput: { defaultProps: { size: 'md' } },
    Select: { defaultProps: { size: 'md' } },
    NativeSelect: { defaultProps: { size: 'md' } },
    MultiSelect: { defaultProps: { size: 'md' } },
    Textarea: { defaultProps: { size: 'md' } },
    SegmentedControl: { defaultProps: { size: 'md' } },
    // Within a dialog its header is no banner of the page.
    Modal: {
      defaultProps: { centered: true, attributes: { header: { role: 'presentation' } }, closeButtonProps: { 'aria-label': t('common.close'), size: 44 } },
      styles: { title: { fontWeight: 650 } },
    },
  },
});

/** Raises the contrast of secondary text, placeholders and errors to AA. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f5f7f6',
    '--mantine-color-dimmed': '#4d5a57',
    '--mantine-color-placeholder': '#5f6b68',
    '--mantine-color-error': '#b42318',
    '--mantine-color-anchor': 'var(--mantine-color-pine-7)',
    '--sf-card': '#ffffff',
    '--sf-line': '#dfe5e3',
  },
  dark: {
    '--mantine-color-body': '#121716',
    '--mantine-color-text': '#e4eae8',
    '--mantine-color-dimmed': '#a9b5b2',
    '--mantine-color-placeholder': '#98a5a2',
    '--mantine-color-error': '#ff9b91',
    '--mantine-color-anchor': 'var(--mantine-color-pine-2)',
    '--sf-card': '#1a2120',
    '--sf-line': '#2d3735',
  },
});
