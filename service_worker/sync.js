// Background Sync: the browser says that there is signal, also when no page is open. Only some browsers have it.
import { send } from "./sender.js";
import { SYNC_TAG } from "./van-pages.js";

/** Route the event. Call while the worker starts. */
export function listenForSync() {
  addEventListener("sync", (event) => {
    if (event.tag === SYNC_TAG) event.waitUntil(sendOrAskAgain());
  });
}

/** A sync that rejects is tried again by the browser. */
async function sendOrAskAgain() {
  const { state } = await send();
  if (state === "later" || state === "busy") throw new Error("Not sent yet");
}
