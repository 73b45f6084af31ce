import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { t } from '@/i18n';
import { asProblem, words } from '@/services/problem';

interface Props {
  title: string;
  submit: string;
  busy: boolean;
  error: unknown;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** FormModal is a small form over a list. */
export function FormModal({ title, submit, busy, error, onSubmit, onClose, children }: Props) {
  const said = error ? words(asProblem(error)) : undefined;
  const form = useRef<HTMLFormElement>(null);
  // A refusal of one field leads there; see detailAt.
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [error]);
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <form ref={form} onSubmit={(e) => { e.preventDefault(); onSubmit(); }}>
        <Stack>
          {children}
          {said && <Alert color="red" role="alert" icon={<IconAlertTriangle />} title={said.title}>{said.detail}</Alert>}
          <Group grow>
            <Button variant="default" size="lg" onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit" size="lg" loading={busy}>{submit}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
