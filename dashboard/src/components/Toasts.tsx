import '@mantine/notifications/styles.css';
import { Notifications } from '@mantine/notifications';

/** Toasts is where it is told in passing what was done. */
export default function Toasts() {
  return <Notifications position="top-center" containerWidth={420} />;
}
