import { test } from './company';
import { checkScreens, screens } from './screens';

// A trace would take longer than the test.
test.use({ trace: 'off' });

checkScreens(screens);
