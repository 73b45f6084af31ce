import '@mantine/core/styles.css';
import './global.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { preferredLanguage, speak } from './i18n';

// English is at hand; another language that can't be fetched is no reason to show nothing.
await speak(preferredLanguage()).catch(() => undefined);
createRoot(document.getElementById('root')!).render(<StrictMode><App /></StrictMode>);
