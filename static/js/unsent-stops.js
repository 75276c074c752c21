// What was stopped without signal is sent once there is some, also where the browser has no Background Sync.
import { sendStops } from "../../service_worker/subscription.js";

const AGAIN = 20_000; // milliseconds: a server may be away although the phone is online
let waits = false;
let timer;

/** Send what waits; while that fails, again and again. Where it took more than one try, the document hears "stopped". */
export async function sendUnsent() {
  clearTimeout(timer);
  if (!(await sendStops().catch(() => false))) return sendLater();
  if (waits) document.dispatchEvent(new Event("stopped"));
  waits = false;
}

/** After a try without signal: again soon, and whenever there may be some. */
export function sendLater() {
  waits = true;
  clearTimeout(timer);
  timer = setTimeout(sendUnsent, AGAIN);
}

addEventListener("online", sendUnsent);
document.addEventListener("visibilitychange", () => document.hidden || sendUnsent());
