// How to undo an earlier "no": each browser hides it somewhere else.

/** Show the way that fits this browser in each `[data-undo]` of an element. */
export function showUndo(element) {
  for (const part of element.querySelectorAll("[data-undo] [data-browser]")) {
    part.hidden = part.dataset.browser !== browser();
  }
}

/** "app" (installed), "apple", "samsung", "firefox-phone", "firefox", "safari", "phone" (Chrome and its like) or "desktop". */
function browser() {
  const says = (pattern) => pattern.test(navigator.userAgent);
  if (says(/iPhone|iPad/) || (says(/Macintosh/) && navigator.maxTouchPoints > 1)) return "apple";
  if (says(/Android/) && matchMedia("(display-mode: standalone)").matches) return "app";
  if (says(/SamsungBrowser/)) return "samsung";
  if (says(/Firefox/)) return says(/Android/) ? "firefox-phone" : "firefox";
  if (says(/Macintosh/) && says(/Version\/.*Safari/)) return "safari";
  return says(/Android/) ? "phone" : "desktop";
}
