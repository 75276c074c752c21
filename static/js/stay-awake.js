// Keeps the screen on while a code is held up to somebody's phone (Screen Wake Lock).
// The browser lets go of the lock whenever the page is hidden; it is asked for again on return.

async function stayAwake() {
  if (document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock.request("screen");
  } catch {
    // The battery is low, or this browser has no such thing: the screen goes dark as it always does.
  }
}

document.addEventListener("visibilitychange", stayAwake);
stayAwake();
