import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useOutbox } from '@/services/outbox';
import { signOut } from '@/services/session/session';

const SignOutQuestion = lazy(() => import('./SignOutQuestion'));

/** useSignOut leaves, and asks first while something waits to be sent. */
export function useSignOut() {
  const queries = useQueryClient();
  const router = useRouter();
  const { items } = useOutbox();
  const [asking, setAsking] = useState(false);
  const leave = async () => {
    await signOut(queries);
    await router.navigate({ to: '/login' });
  };
  return {
    begin: () => (items.length > 0 ? setAsking(true) : void leave()),
    question: asking && <Suspense><SignOutQuestion waiting={items.length} onLeave={() => void leave()} onStay={() => setAsking(false)} /></Suspense>,
  };
}
