import type { Catalogue } from '..';
import { en } from '../en';

/** The German texts. */
export const de: Catalogue = { ...en };
