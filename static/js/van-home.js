// On a device that is set up for the van, home is the van: an app on a pinned tablet has no other way back.

/** Whether van mode's worker is in charge of this page. */
export const isOnTheVan = () => navigator.serviceWorker?.controller?.scriptURL.endsWith("?van") ?? false;

/** Let the link at the top lead there. */
export function leadBackToTheVan() {
  const link = document.getElementById("van-home");
  if (!link || !isOnTheVan()) return;
  link.hidden = false;
  document.getElementById("home").hidden = true;
  void hideTheWayOut();
}

/** A tablet that goes from hand to hand stays in the app: without signal, the way out is an error page and no way back. */
async function hideTheWayOut() {
  const { thisDevice } = await import("../../service_worker/report.js");
  const device = await thisDevice().catch(() => undefined);
  document.getElementById("leave").hidden = Boolean(device?.shared);
}
