import { type Page } from '@playwright/test';
import { operations, type Role } from '../company';

/** Screen is a page in a state worth looking at. */
export interface Screen {
  name: string;
  role?: Role;
  path: (page: Page) => Promise<string> | string;
  /** Opens what is not open by itself. */
  open?: (page: Page) => Promise<void>;
  /** Looks otherwise where there is room, and is looked at there too. */
  wide?: boolean;
}

/** first is the page of the first document that matches. */
export const first = (kind: string, path: string, query = 'open=true') => async (page: Page) => {
  const [op] = await operations(page.request, `kind=${kind}&${query}`);
  return path.replace('$id', op!.id);
};

