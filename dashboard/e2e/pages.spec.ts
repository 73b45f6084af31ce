import { checkScreens, screens } from './screens';

checkScreens(screens);
