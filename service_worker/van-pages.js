// Van mode's own pages come from the pack first: they must open at once, signal or not.
import { findInPack } from "./pack.js";
import { answerPage, openDoor } from "./pages.js";

export const SYNC_TAG = "peer-app-send";
/** Sent by the page that sets a device up: this worker replaces the public pages' one at once. */
export const TAKE_OVER = "take-over";

const VAN_PAGE = /^\/(?:[a-z]{2}\/)?(?:van|van\/leaflets\/[^/]+)$/;
const REGISTER = /^\/[a-z]{2}\/register$/;

/** Whether somebody opens a page of van mode, or the door to one. */
export function isVanPage({ method, mode, url }) {
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || mode !== "navigate" || origin !== location.origin) return false;
  return VAN_PAGE.test(pathname) || REGISTER.test(pathname);
}

/** The page as the pack has it, else as any page. */
export async function answerVanPage(request) {
  return (await findInPack(request.url)) ?? (await openDoor(request.url, findInPack)) ?? answerPage(request, findInPack);
}
