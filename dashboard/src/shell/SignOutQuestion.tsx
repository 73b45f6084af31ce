import { Text } from '@mantine/core';
import { FormModal } from '@/components/FormModal';
import { t, tn } from '@/i18n';

/** SignOutQuestion says what waits on this device before somebody leaves it. */
export default function SignOutQuestion({ waiting, onLeave, onStay }: { waiting: number; onLeave: () => void; onStay: () => void }) {
  return (
    <FormModal title={t('outbox.signout.title')} submit={t('account.signOut')} busy={false} error={undefined} onClose={onStay} onSubmit={onLeave}>
      <Text>{tn('outbox.signout.detail', waiting)}</Text>
    </FormModal>
  );
}
