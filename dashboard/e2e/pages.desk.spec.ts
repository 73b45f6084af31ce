import { checkScreens, screens } from './screens';

// Those that look otherwise where there is room.
checkScreens(screens.filter((s) => s.wide));
