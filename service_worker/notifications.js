// What a lock screen shows, and what a tap on it does.

const PLAIN = { title: "Something for you", body: "There is news about something you follow.", tag: "plain", navigate: "/" };
const picture = (name) => new URL(`../static/icons/${name}`, import.meta.url).href;

/** Route the three events of push. Call while the worker starts. */
export function listenForNotifications() {
  addEventListener("push", (event) => event.waitUntil(show(read(event.data))));
  addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(open(event.notification.data?.navigate));
  });
  addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));
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

function show({ title, body, lang, dir, tag, navigate }) {
  const looks = { icon: picture("icon-192.png"), badge: picture("badge-96.png") };
  return registration.showNotification(title, { body, lang, dir, tag, ...looks, data: { navigate } });
}

async function open(address) {
  let url = new URL(address ?? "/", location.origin);
  if (url.origin !== location.origin) url = new URL("/", location.origin);
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const there of windows.sort((one) => (one.url === url.href ? -1 : 1))) {
    try {
      const focused = await there.focus(); // first: after navigating, the tap no longer counts
      if (there.url !== url.href) await focused.navigate(url.href);
      return;
    } catch {
      // This window can't be used; try the next.
    }
  }
  await clients.openWindow(url.href);
}

/** The browser changed its subscription by itself: hand the new one in for the old one. */
async function renew({ oldSubscription, newSubscription }) {
  const options = oldSubscription?.options;
  const fresh = newSubscription ?? (options && (await registration.pushManager.subscribe(options)));
  if (!fresh) return;
  await fetch("/push/subscriptions", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...fresh.toJSON(), replaces: oldSubscription?.endpoint }),
  });
}
