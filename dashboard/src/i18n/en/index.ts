import { documents } from './documents';
import { errors } from './errors';
import { field } from './field';
import { overview } from './overview';
import { shell } from './shell';
import { steps } from './steps';
import { stock } from './stock';

/** The English texts. Codes of the API are looked up by prefix: status.*, error.*, step.*, … */
export const en = { ...shell, ...stock, ...documents, ...steps, ...overview, ...errors, ...field };
