// "Not now": a pause that ends by itself, with the day it does.

/** Show in `[data-paused]` until when nothing comes, or hide it. `kept` is what the server answered. */
export function showPause(element, kept) {
  const until = kept?.paused_until;
  element.hidden = !until;
  if (!until) return;
  const day = element.querySelector("time");
  day.dateTime = until;
  day.textContent = new Date(until).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long" });
}
