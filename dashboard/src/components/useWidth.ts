import { useMediaQuery } from '@mantine/hooks';

/** Widths from which a page has room for more: a table instead of cards, the side navigation, a board of columns. */
const widths = { table: '48em', side: '62em', board: '75em' } as const;

type Width = keyof typeof widths;

const query = (width: Width) => `(min-width: ${widths[width]})`;

/** useWidth tells whether the window is at least so wide, and follows it. */
export function useWidth(width: Width): boolean {
  return useMediaQuery(query(width), undefined, { getInitialValueInEffect: false });
}

/** hasWidth tells whether the window is at least so wide now, for what runs outside of components. */
export function hasWidth(width: Width): boolean {
  return window.matchMedia(query(width)).matches;
}
