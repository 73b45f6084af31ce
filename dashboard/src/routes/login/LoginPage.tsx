import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { asProblem, type Problem } from '@/services/problem';
import { providersQuery } from '@/services/account';
import { signIn } from '@/services/session/session';
import { LoginForm } from './LoginForm';

const route = getRouteApi('/login');

/** LoginPage signs in and goes to where the person wanted to go. */
export function LoginPage() {
  const queries = useQueryClient();
  const router = useRouter();
  const { next } = route.useSearch();
  const { data: providers } = useQuery(providersQuery);
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const submit = async (email: string, password: string) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await signIn(queries, email, password);
      router.history.push(next ?? '/');
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return <LoginForm onSubmit={submit} busy={busy} problem={problem} providers={providers?.items} />;
}
