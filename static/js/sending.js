// When a page sends what waits: on opening, reconnecting, becoming visible, saving, and while something waits.
import { counts, lastTry } from "../../service_worker/outbox.js";
import { report } from "../../service_worker/report.js";
import { LONGEST, send } from "../../service_worker/sender.js";
import { SYNC_TAG } from "../../service_worker/van-pages.js";

let timer;

/** Send now and whenever there is reason to; for as long as the page is open. */
export function keepSending() {
  const now = () => void attempt({ now: true });
  addEventListener("online", now);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && now());
  now();
}

/** Send after a save: soon, unless the last tries came to nothing; and when the browser finds signal. */
export async function sendSoon() {
  void attempt({ now: false });
  try {
    const registration = await navigator.serviceWorker.ready;
    await registration.sync?.register(SYNC_TAG);
  } catch {
    // No Background Sync here, or not allowed: the page itself keeps trying.
  }
}

async function attempt(how) {
  clearTimeout(timer);
  try {
    if ((await counts()).waiting > 0) await sendAndReport(how);
  } finally {
    timer = setTimeout(attempt, await pause(), { now: false });
  }
}

async function sendAndReport(how) {
  const { sent, state } = await send(how);
  if (sent === 0 && state !== "unknown") return;
  // It may be the cookie alone that is gone: with the report comes a new one.
  if ((await report()) === "known" && state === "unknown") await send();
}

/** Milliseconds until the next try is due: at most two minutes, whatever the clock does. */
async function pause() {
  const next = (await lastTry().catch(() => undefined))?.next ?? 0;
  const left = next - Date.now();
  return left > 0 && left < LONGEST ? left : LONGEST;
}
