// "Set up this tablet": a code, one button, then the worker, the pack, and proof that sealing works.
import { publicKey } from "../../service_worker/identity.js";
import { canKeep } from "../../service_worker/outbox.js";
import { currentPack, sealingKey, update } from "../../service_worker/pack.js";
import { report } from "../../service_worker/report.js";
import { canSeal } from "../../service_worker/seal.js";
import { post } from "../../service_worker/server.js";
import { needsHomeScreen } from "./home-screen.js";
import { message } from "./messages.js";
import { registerVanWorker } from "./van-worker.js";

const part = (id) => document.getElementById(id);
const form = part("enrol");
const button = part("set-up");
const again = part("again");

async function start() {
  // Behind the # of a scanned link: it never reached a server, and is not to stay in the address bar.
  const scanned = location.hash.slice(1);
  form.elements.code.value = scanned;
  history.replaceState(null, "", location.pathname);
  const problem = await whyNot();
  if (problem) return say(message(problem));
  if (needsHomeScreen()) part("home-screen").hidden = false;
  else form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt(enrol);
  });
  again.addEventListener("click", () => void attempt(getReady));
  if (scanned || !(await wasCutOff())) return;
  form.hidden = true; // the code was spent, and nothing else is asked
  await attempt(getReady);
}

/** Whether this device was set up and does not have its pages: cut off in the middle, or its storage was emptied. */
const wasCutOff = async () => !(await currentPack()) && (await report()) === "known";

/** The name of the words that say why van mode can't work in this browser; null when it can. */
async function whyNot() {
  if (!window.isSecureContext) return "needs_https";
  if (!("serviceWorker" in navigator)) return "private_window"; // Firefox has none there; others can't be told apart
  if (!(await canKeep().catch(() => false))) return "cannot_keep";
  return (await canSeal().catch(() => false)) ? null : "cannot_seal";
}

async function attempt(work) {
  button.disabled = again.disabled = true;
  say(message("checking"));
  try {
    await work();
  } catch {
    say(message("no_signal"));
  } finally {
    button.disabled = again.disabled = false;
    part("fetching").hidden = true;
    again.hidden = !form.hidden || !part("done").hidden;
  }
}

async function enrol() {
  const { code, device } = form.elements;
  if (code.value.trim() === "") {
    code.focus();
    return say(message("needs_code"));
  }
  const public_key = await publicKey().catch(() => null); // without one the cookie has to do
  const response = await post("/sync/enrolments", { code: code.value, shared: device.value === "shared", public_key });
  // A try that was cut off has spent the code already; it is not asked for twice.
  const isSpentHere = response.status === 404 && (await wasCutOff());
  if (response.status !== 201 && !isSpentHere) return say(message(response.status === 404 ? "wrong_code" : "no_signal"));
  await getReady();
}

async function getReady() {
  await registerVanWorker();
  // Not waited for: some browsers ask the person, and the answer changes nothing here.
  void navigator.storage?.persist?.();
  const { state, pages } = await update(showProgress);
  if (state === "unknown" || state === "later") return say(message("no_signal"));
  if (!(await canSeal(await sealingKey()).catch(() => false))) return say(message("cannot_seal"));
  await report();
  form.hidden = true;
  part("done").hidden = false;
  say(message("ready", { n: pages }));
}

function showProgress(done, total) {
  const bar = part("fetching");
  bar.hidden = false;
  bar.max = total;
  bar.value = done;
  say(message("fetching", { done, total }));
}

function say(words) {
  part("set-up-says").textContent = words;
}

start();
