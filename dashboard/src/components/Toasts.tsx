import '@mantine/notifications/styles.css';
import { Notifications } from '@mantine/notifications';
import { useWidth } from './useWidth';

/** Toasts is where it is told in passing what was done. */
export default function Toasts() {
  const wide = useWidth('side');
  // Above the thumb on a phone, beside the work on a desk: out of the way of the next button.
  return <Notifications position={wide ? 'bottom-right' : 'top-center'} containerWidth={420} />;
}
