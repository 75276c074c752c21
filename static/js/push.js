// This browser's push subscription: what it can do, asking, keeping the server told.
import { agree, closeShown, keyOf, proofOf, recallAgreed, stop, today } from "../../service_worker/subscription.js";
import { canShowNotifications, needsHomeScreen } from "./home-screen.js";
import { sendLater } from "./unsent-stops.js";

const PATIENCE = 10_000; // milliseconds; subscribe() may never settle

/** Why a subscription did not come about: "denied", "late" or "broken". */
export class NotSubscribed extends Error {}

/** What this browser can do: "ready", "denied" earlier, "home-screen" (iPhone, iPad: install first), or "none". */
export function ability() {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    return needsHomeScreen() && canShowNotifications() ? "home-screen" : "none";
  }
  return Notification.permission === "denied" ? "denied" : "ready";
}

/** The browser's own question. Call it straight from a tap, before any await. */
export const askPermission = () => Notification.requestPermission();

/** What the server keeps of this browser (`topics`, `discreet`, `paused_until`), refreshed; null when it has nothing.

    A subscription that the browser lost, or that was made for a key changed since, is made anew.
    Without signal it is what was agreed last. */
export async function refresh(key) {
  const agreed = await recallAgreed();
  return renewed(key, agreed).catch(() => agreed);
}

async function renewed(key, agreed) {
  const known = await subscription();
  if (known && (keyOf(known) ?? key) === key) return keep(known, {});
  if (!(known || agreed) || Notification.permission !== "granted") return null;
  const before = proofOf(known); // asked for while it still is one
  return keep(await within(subscribed(key)), {}, before);
}

/** The same, but only once a day and for each key; for pages that do not show what it answers. */
export async function refreshDaily(key) {
  const agreed = await recallAgreed();
  if (agreed?.day !== today() || (agreed.key ?? key) !== key) await refresh(key);
}

/** Subscribe where needed and tell the server: `topics` replaces all, `add` and `remove` change some. */
export async function change(key, wishes) {
  if (Notification.permission !== "granted") throw new NotSubscribed("denied");
  const before = proofOf(await subscription());
  return keep(await within(subscribed(key)), wishes, before);
}

/** End `topics`, or all without any: "stopped", or "unsent" when the server can't be told before there is signal. */
export async function stopFollowing(topics = null) {
  const worker = await navigator.serviceWorker?.getRegistration("/");
  if (!worker) return "stopped";
  const sent = await stop(worker, topics);
  await closeShown(worker, topics);
  if (sent) return "stopped";
  sendLater();
  return "unsent";
}

async function subscription() {
  const worker = await navigator.serviceWorker?.getRegistration("/");
  return worker?.pushManager?.getSubscription();
}

async function subscribed(key) {
  const { pushManager } = await navigator.serviceWorker.ready;
  const known = await pushManager.getSubscription();
  if (known && (keyOf(known) ?? key) === key) return known;
  await known?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function keep(subscription, wishes, before) {
  showCrowded(false);
  const told = { language: document.documentElement.lang, ...wishes };
  const kept = await agree(subscription, told, before, () => showCrowded(true));
  document.dispatchEvent(new Event("following")); // from now on a notification may lead to this very page
  return kept;
}

/** Beside "One moment …": why it takes longer. */
function showCrowded(yes) {
  for (const part of document.querySelectorAll("[data-crowded]")) part.hidden = !yes;
}

async function within(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(reject, PATIENCE, new NotSubscribed("late"));
  });
  try {
    return await Promise.race([promise, late]);
  } catch (reason) {
    if (reason instanceof NotSubscribed) throw reason;
    throw new NotSubscribed(reason.name === "NotAllowedError" ? "denied" : "broken");
  } finally {
    clearTimeout(timer);
  }
}
