// Van mode's own pages come from the pack first: they must open at once, signal or not.
import { findInPack } from "./pack.js";
import { answerPage, openDoor } from "./pages.js";

export const SYNC_TAG = "peer-app-send";
/** Sent by a page: this worker is to replace the one in charge. Answered with FORM_OPEN where it must wait. */
export const TAKE_OVER = "take-over";
export const FORM_OPEN = "form-open";

const VAN_PAGE = /^\/(?:[a-z]{2}\/)?van(?:\/|$)/;
const FORM = /^\/[a-z]{2}\/(?:register|worried)$/;

/** Whether a page has a form that is sealed, in which somebody may be writing. */
export const isForm = ({ url }) => FORM.test(new URL(url).pathname);

/** Whether somebody opens a page of van mode, or the door to one. */
export function isVanPage({ method, mode, url }) {
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || mode !== "navigate" || origin !== location.origin) return false;
  return VAN_PAGE.test(pathname) || FORM.test(pathname);
}

/** The page as the pack has it, else as any page. */
export async function answerVanPage(request) {
  return (await findInPack(request.url)) ?? (await openDoor(request.url, findInPack)) ?? answerPage(request, findInPack);
}
