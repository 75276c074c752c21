// The worker of van mode: the public pages' habits, the pack, and sending. Handlers only route.
import { listenForNotifications } from "./notifications.js";
import { findInPack, isPackCache } from "./pack.js";
import {
  answerAsset,
  answerOther,
  answerPage,
  findVisited,
  forgetOldCaches,
  isAsset,
  isPage,
  isPublicPage,
  isVisitedCache,
} from "./pages.js";
import { send } from "./sender.js";
import { SYNC_TAG, TAKE_OVER, answerVanPage, isVanPage } from "./van-pages.js";

addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([clients.claim(), forgetOldCaches((name) => isVisitedCache(name) || isPackCache(name))]));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (isAsset(request)) event.respondWith(answerAsset(request));
  else if (isVanPage(request)) event.respondWith(answerVanPage(request));
  else if (isPublicPage(request)) event.respondWith(answerPage(request, find));
  else if (isPage(request)) event.respondWith(answerOther(request, find));
});

addEventListener("sync", (event) => {
  if (event.tag === SYNC_TAG) event.waitUntil(sendOrAskAgain());
});

addEventListener("message", (event) => {
  if (event.data === TAKE_OVER) event.waitUntil(skipWaiting());
});

listenForNotifications();

const find = async (url) => (await findInPack(url)) ?? findVisited(url);

/** A sync that rejects is tried again by the browser. */
async function sendOrAskAgain() {
  const { state } = await send();
  if (state === "later" || state === "busy") throw new Error("Not sent yet");
}
