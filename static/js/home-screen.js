// iPhone and iPad keep what an app stores, and let it be told things, only once it runs from the Home Screen.

/** Whether this is an iPhone or iPad that shows the page in its browser. */
export const needsHomeScreen = () => isApplePhone() && !isInstalled();

function isApplePhone() {
  // An iPad says it is a Mac; no Mac has a touch screen.
  return /iPhone|iPad/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
}

const isInstalled = () => navigator.standalone === true || matchMedia("(display-mode: standalone)").matches;
