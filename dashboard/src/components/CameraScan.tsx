import { AspectRatio, Button, Loader, Modal, Stack, Text } from '@mantine/core';
import { IconBulb, IconCameraOff } from '@tabler/icons-react';
import { t } from '@/i18n';
import { useCamera } from '@/services/barcodes/useCamera';
import { soundRight } from './feedback';
import { Notice } from './states';
import { useWidth } from './useWidth';

/** CameraScan looks through the device's camera until it sees a code. */
export default function CameraScan({ onCode, onClose }: { onCode: (code: string) => void; onClose: () => void }) {
  const wide = useWidth('table');
  return (
    <Modal opened onClose={onClose} fullScreen={!wide} size="lg" title={t('camera.title')}>
      <Finder onCode={onCode} />
    </Modal>
  );
}

function Finder({ onCode }: { onCode: (code: string) => void }) {
  const { state, light, show } = useCamera((code) => {
    soundRight();
    onCode(code);
  });
  if (state === 'unavailable') {
    return <Notice icon={<IconCameraOff size={28} />} color="yellow" role="alert" title={t('camera.denied.title')} detail={t('camera.denied.detail')} />;
  }
  return (
    <Stack gap="sm">
      <AspectRatio ratio={3 / 4} className="sf-finder">
        <video ref={show} muted playsInline aria-label={t('camera.title')} />
      </AspectRatio>
      {state === 'starting' ? <Loader mx="auto" /> : <Text ta="center" role="status">{t('camera.help')}</Text>}
      {light && <Button variant={light.on ? 'filled' : 'default'} leftSection={<IconBulb size={20} />} onClick={light.toggle} aria-pressed={light.on}>{t('camera.torch')}</Button>}
    </Stack>
  );
}
