/** Register the public worker where nothing is registered, so that the van's worker stays. */
export async function registerWorker() {
  if (!("serviceWorker" in navigator)) return;
  try {
    if (!(await navigator.serviceWorker.getRegistration("/"))) {
      await navigator.serviceWorker.register("/sw.js", { type: "module", scope: "/" });
    }
  } catch {
    // No worker here (private window, old browser, no HTTPS): the page works without.
  }
}
