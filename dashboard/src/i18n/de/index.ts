import type { Catalogue } from '..';
import { documents } from './documents';
import { errors } from './errors';
import { field } from './field';
import { overview } from './overview';
import { shell } from './shell';
import { steps } from './steps';
import { stock } from './stock';

/** The German texts. */
export const de: Catalogue = { ...shell, ...stock, ...documents, ...steps, ...overview, ...errors, ...field };
