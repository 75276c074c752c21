// Setting a device up: the worker, storage that stays, the pack, and proof that sealing works.
import { canKeep } from "../../service_worker/outbox.js";
import { maySync, sealingKey, update } from "../../service_worker/pack.js";
import { canSeal } from "../../service_worker/seal.js";
import { TAKE_OVER } from "../../service_worker/van-pages.js";
import { message } from "./messages.js";

const part = (id) => document.getElementById(id);

/** Show the card that offers it; `problem` says why this browser can't. */
export function offerSetup(problem) {
  part("setup").hidden = false;
  part("get-ready").hidden = problem !== undefined;
  say(problem ?? "");
}

/** Go through it; true when the device can go out. */
export async function getReady() {
  const button = part("get-ready");
  button.disabled = true;
  try {
    return await steps();
  } catch {
    say(message("no_signal"));
    return false;
  } finally {
    button.disabled = false;
    part("fetching").hidden = true;
  }
}

async function steps() {
  say(message("checking"));
  const allowed = await maySync();
  if (allowed !== "ready") return stop(allowed);
  if (!(await canKeep().catch(() => false))) return stop("cannot_keep");
  await registerVanWorker();
  // Not waited for: some browsers ask the person, and the answer changes nothing here.
  void navigator.storage?.persist?.();
  const { state, pages } = await update(showProgress);
  if (state !== "ready") return stop(state);
  if (!(await canSeal(await sealingKey()).catch(() => false))) return stop("cannot_seal");
  part("get-ready").hidden = true;
  part("setup-sign-in").hidden = true;
  say(message("ready", { n: pages }));
  return true;
}

/** Register van mode's worker and let it take over from the public pages' one; resolves once it is in charge. */
export async function registerVanWorker() {
  const registration = await navigator.serviceWorker.register("/sw.js?van", { type: "module", scope: "/" });
  const worker = registration.active?.scriptURL.endsWith("?van") ? null : (registration.installing ?? registration.waiting);
  if (!worker) return;
  await new Promise((resolve, reject) => {
    const look = () => {
      if (worker.state === "installed") worker.postMessage(TAKE_OVER);
      if (worker.state === "activated") resolve();
      if (worker.state === "redundant") reject(new Error("Another worker was faster"));
    };
    worker.addEventListener("statechange", look);
    look();
  });
}

function stop(reason) {
  const words = { "sign-in": "sign_in_first", later: "no_signal" };
  part("setup-sign-in").hidden = reason !== "sign-in";
  part("get-ready").hidden = reason === "sign-in";
  say(message(words[reason] ?? reason));
  return false;
}

function showProgress(done, total) {
  const bar = part("fetching");
  bar.hidden = false;
  bar.max = total;
  bar.value = done;
  say(message("fetching", { done, total }));
}

function say(words) {
  part("setup-says").textContent = words;
}
