import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { registerSW } from 'virtual:pwa-register';
import { t } from '@/i18n';

/** keepForOffline installs the service worker, and offers a new version when there is one. */
export function keepForOffline(): void {
  const update = registerSW({
    onNeedRefresh() {
      notifications.show({
        id: 'update', autoClose: false, title: t('update.title'), closeButtonProps: { 'aria-label': t('common.dismiss'), size: 44 },
        message: (
          <Group justify="space-between">
            <Text size="sm">{t('update.detail')}</Text>
            <Button onClick={() => void update(true)}>{t('update.now')}</Button>
          </Group>
        ),
      });
    },
  });
}
