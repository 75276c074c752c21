// What a lock screen shows, and what a tap on it does.
import { STOP_TAG, agree, closeShown, proofOf, recallAgreed, sendStops, stop } from "./subscription.js";

const PLAIN = {
  title: "Something for you",
  body: "There is news about something you follow.",
  lang: "en-GB",
  tag: "plain",
  navigate: "/",
};
const STOP = "stop"; // the button on a notification
const ANSWERS_WITHIN = 400; // milliseconds; Firefox lets a tap open a window for a second
// Leads to the picture that the organisation chose.
const picture = (name) => new URL(`/icons/${name}`, location.origin).href;

/** Route the events of push. Call while the worker starts. */
export function listenForNotifications() {
  addEventListener("push", (event) => event.waitUntil(Promise.all([show(read(event.data)), sendStops()])));
  addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(event.action === STOP ? stopThese(event.notification) : open(event.notification.data?.navigate));
  });
  addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));
  addEventListener("sync", (event) => {
    if (event.tag === STOP_TAG) event.waitUntil(sendStopsOrComeAgain());
  });
}

/** A declarative message (`{"web_push": 8030, "notification": {…}}`); one that can't be read still says something. */
function read(data) {
  try {
    const { notification } = data.json();
    if (notification.title) return notification;
  } catch {
    // A browser takes the permission away from whoever stays silent.
  }
  return PLAIN;
}

function show({ title, body, lang, dir, tag, renotify, navigate, actions, data }) {
  const looks = { icon: picture("icon-192.png"), badge: picture("badge-96.png") };
  const told = { body, lang, dir, tag, renotify: Boolean(renotify && tag), actions, ...looks };
  return registration.showNotification(title, { ...told, data: { ...data, navigate } });
}

/** A tap on the button: it ends at once, and the notification that comes instead says so. */
async function stopThese({ title, lang, dir, tag, data }) {
  const sent = await stop(registration, [data.topic]);
  await closeShown(registration, [data.topic]);
  await show({ title, body: sent ? data.stopped : data.unsent, lang, dir, tag, navigate: "/notifications" });
}

async function sendStopsOrComeAgain() {
  if (!(await sendStops())) throw new Error("Still no signal");
}

async function open(address) {
  let url = new URL(address ?? "/", location.origin);
  if (url.origin !== location.origin) url = new URL("/", location.origin);
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const free = await Promise.all(windows.map((there) => isThere(there, url) || mayLeave(there)));
  const usable = windows.filter((_there, index) => free[index]);
  usable.sort((one) => (isThere(one, url) ? -1 : 1));
  for (const there of usable) {
    try {
      // First: after navigating, the tap no longer counts.
      return await lead(await there.focus(), url);
    } catch {
      // This window can't be used; try the next.
    }
  }
  try {
    await clients.openWindow(url.href);
  } catch (reason) {
    // On a slow phone a tap counts no more by the time it gets here: at least the page is there when it is looked for.
    if (usable.length === 0) throw reason;
    await lead(usable[0], url);
  }
}

/** Bring a window to where a tap leads. Firefox would load no page whose fragment alone is another. */
async function lead(there, url) {
  if (isThere(there, url)) there.postMessage({ led: url.hash });
  else await there.navigate(url.href);
}

const isThere = ({ url }, wanted) => url.split("#")[0] === wanted.href.split("#")[0];

/** Whether a window shows a public page and says in time that nothing is typed there (`static/js/unsaved.js`). */
function mayLeave(there) {
  if (!/^\/[a-z]{2}\//.test(new URL(there.url).pathname)) return false;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data === false);
    setTimeout(resolve, ANSWERS_WITHIN, false);
    there.postMessage({ unsaved: port2 }, [port2]);
  });
}

/** The browser changed its subscription by itself: hand the new one in for the old one. */
async function renew({ oldSubscription, newSubscription }) {
  const key = oldSubscription?.options?.applicationServerKey ?? (await recallAgreed())?.key;
  const options = { userVisibleOnly: true, applicationServerKey: key };
  const fresh = newSubscription ?? (key && (await registration.pushManager.subscribe(options)));
  if (fresh) await agree(fresh, {}, proofOf(oldSubscription));
}
