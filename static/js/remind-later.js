// "Remind me" loads what it needs with the first tap; at once only where this browser may follow something already.

/** `elements`: each with a link that leads to all notifications, and works without this. */
export function offerReminders(elements) {
  if (elements.length === 0) return;
  for (const element of elements) element.addEventListener("click", openFirst, { once: true });
  if (globalThis.Notification?.permission === "granted") load();
}

const load = () => import("./remind.js");

async function openFirst(event) {
  const link = event.target.closest("[data-open]");
  if (!link || event.defaultPrevented) return; // it is loaded, and has opened it
  event.preventDefault();
  try {
    await load();
    link.click(); // its own listener is there now
  } catch {
    location.assign(link.href);
  }
}
