// This browser's push subscription: what it can do, asking, keeping the server told.

import { needsHomeScreen } from "./home-screen.js";

const PATIENCE = 10_000; // milliseconds; subscribe() may never settle

/** Why a subscription did not come about: "denied", "late" or "broken". */
export class NotSubscribed extends Error {}

/** What this browser can do: "ready", "denied" earlier, "home-screen" (iPhone, iPad: install first), or "none". */
export function ability() {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    return needsHomeScreen() ? "home-screen" : "none";
  }
  return Notification.permission === "denied" ? "denied" : "ready";
}

/** The browser's own question. Call it straight from a tap, before any await. */
export const askPermission = () => Notification.requestPermission();

/** What the server keeps of this browser (`topics`, `discreet`), refreshed; null when it has no subscription. */
export async function refresh(key) {
  const worker = await navigator.serviceWorker?.getRegistration("/");
  const subscription = await worker?.pushManager?.getSubscription();
  if (!subscription) return null;
  if (isFor(subscription, key)) return keep(subscription, {});
  // The key was changed since: a new subscription takes the place of this one.
  const replaces = subscription.endpoint;
  await subscription.unsubscribe();
  return keep(await within(subscribed(key)), { replaces });
}

/** Subscribe where needed and tell the server: `topics` replaces all, `add` and `remove` change some. */
export async function change(key, wishes) {
  if (Notification.permission !== "granted") throw new NotSubscribed("denied");
  return keep(await within(subscribed(key)), wishes);
}

/** End the subscription, on the server first, so that nothing more comes. */
export async function stop() {
  const worker = await navigator.serviceWorker?.getRegistration("/");
  const subscription = await worker?.pushManager?.getSubscription();
  if (!subscription) return;
  await call("DELETE", { endpoint: subscription.endpoint });
  await subscription.unsubscribe();
}

async function subscribed(key) {
  const { pushManager } = await navigator.serviceWorker.ready;
  const known = await pushManager.getSubscription();
  if (known && isFor(known, key)) return known;
  await known?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

function keep(subscription, wishes) {
  const language = document.documentElement.lang;
  const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return call("POST", { ...subscription.toJSON(), language, time_zone, ...wishes });
}

async function call(method, body) {
  const headers = { "Content-Type": "application/json" };
  const signal = AbortSignal.timeout?.(PATIENCE);
  const response = await fetch("/push/subscriptions", { method, headers, body: JSON.stringify(body), signal });
  if (!response.ok) throw new NotSubscribed("broken");
  return response.status === 204 ? null : response.json();
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

function isFor(subscription, key) {
  const made = subscription.options?.applicationServerKey;
  if (!made) return true; // this browser does not say
  const text = btoa(String.fromCharCode(...new Uint8Array(made)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "") === key;
}
