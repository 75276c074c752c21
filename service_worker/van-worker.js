// The worker of van mode: the public pages' habits, the pack, and sending. Handlers only route.
import { recall } from "./database.js";
import { orFallback } from "./fallback.js";
import { listenForNotifications } from "./notifications.js";
import { OFF, PACK_CACHE, findInPack, takeOver } from "./pack.js";
import {
  REVISION,
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
import { listenForSync } from "./sync.js";
import { FORM_OPEN, TAKE_OVER, answerVanPage, isForm, isVanPage } from "./van-pages.js";

addEventListener("install", (event) => {
  event.waitUntil(replaceTheNullWorker());
});

addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([takeOver(REVISION), clients.claim(), forgetOldCaches(isOurs)]));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (isAsset(request)) event.respondWith(answerAsset(request, findInPack));
  else if (isPage(request)) event.respondWith(orFallback(request, answerNavigation(request)));
});

addEventListener("message", (event) => {
  if (event.data === TAKE_OVER) event.waitUntil(replaceTheOther(event.source));
});

listenForSync();
listenForNotifications();

const isOurs = (name) => isVisitedCache(name) || name === PACK_CACHE;

function answerNavigation(request) {
  if (isVanPage(request)) return answerVanPage(request);
  return isPublicPage(request) ? answerPage(request, find) : answerOther(request, find);
}

const find = async (url) => (await findInPack(url)) ?? findVisited(url);

/** There is nothing to wait for once the offline part was switched on again. */
async function replaceTheNullWorker() {
  if ((await recall("worker")) === OFF) await skipWaiting();
}

/** At once where van mode begins; later versions wait until nobody is writing. */
async function replaceTheOther(asker) {
  const isLater = registration.active?.scriptURL.endsWith("?van");
  const open = isLater ? await clients.matchAll({ type: "window", includeUncontrolled: true }) : [];
  if (open.some(isForm)) asker.postMessage(FORM_OPEN);
  else await skipWaiting();
}
