// The worker of the public pages. Handlers only route; named functions act.
import { answerAsset, answerOther, answerPage, forgetOldCaches, isAsset, isPage, isPublicPage, keepForLater } from "./pages.js";
import { listenForNotifications } from "./notifications.js";

addEventListener("install", (event) => {
  event.waitUntil(keepForLater());
});

addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([clients.claim(), forgetOldCaches()]));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (isAsset(request)) event.respondWith(answerAsset(request));
  else if (isPublicPage(request)) event.respondWith(answerPage(request));
  else if (isPage(request)) event.respondWith(answerOther(request));
});

listenForNotifications();
