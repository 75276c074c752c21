// This browser's push subscription as the server knows it; for pages and workers, with and without signal.

const PATIENCE = 10_000; // milliseconds
// Where a hall full of people does the same at once, the server asks some of them to come again.
const COME_AGAIN = new Set([429, 503]);
const TRIES = 6;
const LONGEST = 60; // seconds to wait before one of them
const ADDRESS = "/push/subscriptions";
// Not named like the caches of pages, which come and go: what was stopped has to arrive.
const STORE = "notifications-1";
const KNOWN = "/push/known";
const STOPS = "/push/stops/";

/** Where a worker is woken once there is signal again, it is by this tag. */
export const STOP_TAG = "notifications-stop";

/** What was agreed last: the server's answer, with `endpoint`, its secret `auth`, `key`, and the `day` of it.
    Null where nothing was, or all was stopped. */
export async function recallAgreed() {
  const kept = await (await caches.open(STORE)).match(KNOWN);
  return kept ? kept.json() : null;
}

/** Tell the server of the subscription and of `wishes`; its answer. Rejects when none comes that is ours.
    One that this browser had before is replaced: `before` (what `proofOf` gives) names it where nothing was agreed.
    `onWait` is called where the server is busy and it is tried again. */
export async function agree(subscription, wishes, before, onWait) {
  if (!(await sendStops())) throw new Error("What was stopped is not sent yet");
  const agreed = await recallAgreed();
  const old = [agreed, before].find((it) => it?.auth && it.endpoint !== subscription.endpoint);
  const key = keyOf(subscription);
  const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const replaced = { replaces: old?.endpoint, replaces_auth: old?.auth };
  const facts = { ...subscription.toJSON(), application_server_key: key, time_zone, ...replaced, ...wishes };
  const response = await callUntilTaken("POST", facts, onWait);
  if (!(response.ok && isJson(response))) throw new Error("The server did not take it");
  const answer = await response.json();
  await write(KNOWN, { ...answer, ...proofOf(subscription), key: key ?? agreed?.key, day: today() });
  return answer;
}

/** End `topics`, or all of it with null. True once the server knows; false while that waits for signal. */
export async function stop({ pushManager, sync }, topics) {
  const subscription = await pushManager.getSubscription();
  const agreed = await recallAgreed();
  const { endpoint, auth } = proofOf(subscription) ?? agreed ?? {};
  if (!endpoint) return true;
  await write(STOPS + crypto.randomUUID(), { endpoint, auth, topics });
  if (topics === null) await (await caches.open(STORE)).delete(KNOWN);
  else if (agreed) await write(KNOWN, { ...agreed, topics: agreed.topics.filter((topic) => !topics.includes(topic)) });
  const sent = await sendStops();
  if (topics === null) await subscription?.unsubscribe().catch(() => {}); // it needs signal, too; the slip does not
  if (!sent) await sync?.register(STOP_TAG).catch(() => {}); // without: with the next page or notification
  return sent;
}

/** Send what was stopped without signal. True when nothing waits any more. */
export async function sendStops() {
  const store = await caches.open(STORE);
  const slips = (await store.keys()).filter(({ url }) => new URL(url).pathname.startsWith(STOPS));
  const sent = await Promise.all(slips.map((slip) => send(store, slip)));
  return sent.every(Boolean);
}

/** Take what was shown of `topics`, or everything with null, off the lock screen. */
export async function closeShown(registration, topics) {
  for (const shown of (await registration.getNotifications?.()) ?? []) {
    if (topics === null || topics.includes(shown.data?.topic)) shown.close();
  }
}

/** What shows the server that a subscription is this browser's own: `endpoint`, and `auth`, the secret made with it. */
export const proofOf = (subscription) =>
  subscription && { endpoint: subscription.endpoint, auth: subscription.toJSON().keys?.auth };

/** The key a subscription was made for, base64url; undefined where the browser does not say. */
export function keyOf({ options }) {
  const made = options?.applicationServerKey;
  if (!made) return undefined;
  const text = btoa(String.fromCharCode(...new Uint8Array(made)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The date where this device is. */
export const today = () => new Date().toLocaleDateString("en-CA");

async function send(store, slip) {
  const kept = await (await store.match(slip))?.json();
  if (!kept) return true; // another page was quicker
  try {
    const auth = kept.auth ?? (await secretOf(kept.endpoint));
    // Written down before stops carried the secret, for a subscription that is gone: no push service reaches it.
    if (!auth) return store.delete(slip).then(() => true);
    const { status } = await call("DELETE", { ...kept, auth });
    // Anything else comes from somebody on the way, or will pass.
    if (status !== 204 && status !== 422) return false;
  } catch {
    return false;
  }
  return store.delete(slip).then(() => true);
}

async function secretOf(endpoint) {
  const here = globalThis.registration ?? (await navigator.serviceWorker?.getRegistration("/"));
  const proof = proofOf(await here?.pushManager?.getSubscription());
  return proof?.endpoint === endpoint ? proof.auth : undefined;
}

async function callUntilTaken(method, body, onWait) {
  for (let tries = 1; ; tries += 1) {
    const response = await call(method, body);
    const seconds = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
    if (!COME_AGAIN.has(response.status) || !(seconds <= LONGEST) || tries === TRIES) return response;
    onWait?.();
    // Not in one moment with all the others who were asked to wait.
    await new Promise((go) => setTimeout(go, 1000 * seconds * (1 + Math.random())));
  }
}

function call(method, body) {
  const headers = { "Content-Type": "application/json" };
  const signal = AbortSignal.timeout?.(PATIENCE);
  return fetch(ADDRESS, { method, headers, body: JSON.stringify(body), redirect: "manual", signal });
}

const isJson = ({ headers }) => headers.get("Content-Type")?.startsWith("application/json");
const write = async (name, facts) => (await caches.open(STORE)).put(name, new Response(JSON.stringify(facts)));
