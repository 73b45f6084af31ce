import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { t, tn } from '@/i18n';

/** SignOutQuestion says what waits on this device before somebody leaves it. */
export default function SignOutQuestion({ waiting, onLeave, onStay }: { waiting: number; onLeave: () => void; onStay: () => void }) {
  return (
    <Modal opened onClose={onStay} title={t('outbox.signout.title')} closeButtonProps={{ 'aria-label': t('common.close'), size: 44 }} styles={{ title: { fontWeight: 650 } }}>
      <Stack gap="md">
        <Text>{tn('outbox.signout.detail', waiting)}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onStay}>{t('common.cancel')}</Button>
          <Button onClick={onLeave}>{t('account.signOut')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
