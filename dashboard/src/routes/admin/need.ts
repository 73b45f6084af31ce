import { ApiError } from '@/services/problem';
import { actorOf } from '@/services/session/session';
import type { SessionUser } from '@/services/types';

/** need keeps a page from those who lack its permission; the API would refuse them as well. */
export function need(user: SessionUser, permission: string): void {
  if (!actorOf(user).can(permission)) throw new ApiError({ status: 403, code: 'forbidden' });
}
