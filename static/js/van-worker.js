// Registering van mode's worker, and letting a newer one take over when people say so.
import { nextIsHere } from "../../service_worker/pack.js";
import { FORM_OPEN, TAKE_OVER } from "../../service_worker/van-pages.js";

const LOOK_EVERY = 500; // milliseconds
const PATIENCE = 20_000; // milliseconds

/** Register it in place of the public pages' one; resolves once a worker of van mode is in charge, and rejects late. */
export async function registerVanWorker() {
  const registration = await navigator.serviceWorker.register("/sw.js?van", { type: "module", scope: "/" });
  const worker = isVan(registration.active) ? null : (registration.installing ?? registration.waiting);
  if (!worker) return;
  let looking, waiting;
  const inCharge = new Promise((resolve, reject) => {
    const look = () => {
      if (worker.state === "installed") worker.postMessage(TAKE_OVER);
      if (isVan(registration.active)) resolve();
      if (worker.state === "redundant") reject(new Error("Another worker was faster"));
    };
    worker.addEventListener("statechange", look);
    looking = setInterval(look, LOOK_EVERY); // on a busy device WebKit does not always say that something changed
    waiting = setTimeout(() => reject(new Error("It does not begin")), PATIENCE);
    look();
  });
  await inCharge.finally(() => [looking, waiting].forEach(clearTimeout));
}

/** Call `look` whenever another worker came or moved on: perhaps there is a new version. */
export async function watchForUpdates(look) {
  const registration = await navigator.serviceWorker.getRegistration("/");
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
}

/** Whether a new version is here, worker and pages, and waits. */
export async function hasNewVersion() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return isVan(registration?.active) && registration.waiting !== null && nextIsHere();
}

/** Ask the newer version to take over, and show this page as it has it; `wait` is called while a form is open. */
export async function useNewVersion(wait) {
  const registration = await navigator.serviceWorker.getRegistration("/");
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  navigator.serviceWorker.addEventListener("message", ({ data }) => data === FORM_OPEN && wait());
  navigator.serviceWorker.startMessages();
  registration.waiting?.postMessage(TAKE_OVER);
}

const isVan = (worker) => worker?.scriptURL.endsWith("?van") ?? false;
