// Served instead of the others by a setting: switches the offline part off everywhere, at once.
// What waits in the outbox stays, and is still sent; notifications are still shown.
import { listenForNotifications } from "./notifications.js";
import { OFF, takeOver } from "./pack.js";
import { forgetCaches } from "./pages.js";
import { listenForSync } from "./sync.js";

addEventListener("install", (event) => {
  event.waitUntil(skipWaiting());
});

addEventListener("activate", (event) => {
  const isVan = location.search === "?van"; // elsewhere there is no database, and none is to be made
  event.waitUntil(Promise.all([isVan && takeOver(OFF), clients.claim(), forgetCaches()]));
});

listenForSync();
listenForNotifications();
