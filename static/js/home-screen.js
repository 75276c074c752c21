// iPhone and iPad keep what an app stores, and let it be told things, only once it runs from the Home Screen.

/** Whether this is an iPhone or iPad that shows the page in its browser. */
export const needsHomeScreen = () => isApplePhone() && !isInstalled();

/** Whether this is an iPhone or iPad. */
export function isApplePhone() {
  // An iPad says it is a Mac; no Mac has a touch screen.
  return /iPhone|iPad/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
}

/** Whether the page runs as an app of its own. */
export const isInstalled = () => navigator.standalone === true || matchMedia("(display-mode: standalone)").matches;

/** Whether an iPhone or iPad can show notifications from its Home Screen: from 16.4 on. */
export function canShowNotifications() {
  // An iPad names no system but its Safari, which has the same number.
  const found = navigator.userAgent.match(/(?:iPhone OS |CPU OS |Version\/)(\d+)[._](\d+)/) ?? [];
  const [, major, minor] = found.map(Number);
  return !major || major > 16 || (major === 16 && minor >= 4);
}
