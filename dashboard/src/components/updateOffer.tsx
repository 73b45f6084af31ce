import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { t } from '@/i18n';

/** offerUpdate tells of a new version, which takes over when the person says so. */
export function offerUpdate(take: () => void): void {
  notifications.show({
    id: 'update', autoClose: false, title: t('update.title'), closeButtonProps: { 'aria-label': t('common.dismiss'), size: 44 },
    message: (
      <Group justify="space-between">
        <Text size="sm">{t('update.detail')}</Text>
        <Button onClick={take}>{t('update.now')}</Button>
      </Group>
    ),
  });
}
