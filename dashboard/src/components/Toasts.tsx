import '@mantine/notifications/styles.css';
import { useMediaQuery } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';

/** Toasts is where it is told in passing what was done. */
export default function Toasts() {
  const wide = useMediaQuery('(min-width: 62em)', undefined, { getInitialValueInEffect: false });
  // Above the thumb on a phone, beside the work on a desk: out of the way of the next button.
  return <Notifications position={wide ? 'bottom-right' : 'top-center'} containerWidth={420} />;
}
