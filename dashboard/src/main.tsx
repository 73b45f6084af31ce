import '@mantine/core/styles.css';
import './global.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App, start } from './App';
import { afterFirstScreen } from './services/firstScreen';
import { preferredLanguage, speak } from './i18n';

// English is at hand; another language that can't be fetched is no reason to show nothing.
await speak(preferredLanguage()).catch(() => undefined);
createRoot(document.getElementById('root')!).render(<StrictMode><App {...await start()} /></StrictMode>);

afterFirstScreen(() => {
  if ('serviceWorker' in navigator) void import('./services/updates').then(({ keepForOffline }) => keepForOffline());
});
