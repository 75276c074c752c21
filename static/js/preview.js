// A preview shows what this very platform adds to a notification.
import { isApplePhone, isInstalled } from "./home-screen.js";

/** Fill in, within an element, whose notification it says it is, and the button where there are buttons. */
export function showAsHere(element) {
  for (const line of element.querySelectorAll("[data-site]")) {
    // Of an installed app a phone shows the name, of a site the address.
    line.textContent = isInstalled() || isApplePhone() ? line.dataset.site : location.host;
  }
  for (const button of element.querySelectorAll("[data-stops]")) button.hidden = !hasButtons();
}

const hasButtons = () => (globalThis.Notification?.maxActions ?? 0) > 0;
