import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { cssVariables, makeTheme } from '@/theme';

const theme = makeTheme();

/** Themed is what every component stands in. */
export function Themed({ children }: { children: ReactNode }) {
  return <MantineProvider theme={theme} cssVariablesResolver={cssVariables} env="test">{children}</MantineProvider>;
}
