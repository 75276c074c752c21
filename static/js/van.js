// Van mode's home: says what waits, who is on the van, how fresh the pack is; and keeps all of that going.
import { currentPack, update } from "../../service_worker/pack.js";
import { report, thisDevice } from "../../service_worker/report.js";
import { ago } from "./ago.js";
import { message } from "./messages.js";
import { offerScrapping } from "./scrap.js";
import { keepSending } from "./sending.js";
import { showShift } from "./shift-line.js";
import { showStatus } from "./status.js";
import { hasNewVersion, registerVanWorker, useNewVersion, watchForUpdates } from "./van-worker.js";

const FRESH = 15 * 60 * 1000; // milliseconds until what's on is fetched again while the page is open
const OLD = 24 * 60 * 60 * 1000; // milliseconds after which what's on may have changed too much

const part = (id) => document.getElementById(id);

async function start() {
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  if (!window.isSecureContext || !("serviceWorker" in navigator)) return offerSetUp(message("needs_https"));
  try {
    if (await currentPack()) return work();
  } catch {
    return offerSetUp(message("cannot_keep"));
  }
  offerSetUp("");
  // The cookie is there and the database is not: say so at base, and fetch everything again.
  if ((await report()) === "known") location.assign(part("set-up-link").href);
}

function offerSetUp(problem) {
  part("setup").hidden = false;
  part("set-up-link").hidden = problem !== "";
  part("setup-says").textContent = problem;
}

function work() {
  showStatus(part("outbox"));
  showShift(part("shift"));
  offerScrapping(part("latest"));
  keepSending();
  void refresh();
  setInterval(refresh, FRESH);
  addEventListener("online", refresh);
  registerVanWorker().then(
    () => watchForUpdates(offerUpdate),
    () => {}, // without signal it is there already
  );
}

async function refresh() {
  const known = await report();
  const { state } = await update();
  part("unknown").hidden = known !== "unknown" && state !== "unknown";
  part("emptied").hidden = !(await thisDevice())?.emptied;
  await Promise.all([showAge(), offerUpdate()]);
}

async function showAge() {
  const { updated_at } = await currentPack();
  const age = Date.now() - updated_at;
  const line = part("updated");
  const isOld = age > OLD;
  line.textContent = message(isOld ? "updated_long_ago" : "updated", { when: ago(updated_at) });
  line.className = isOld ? "status care" : "soft";
  line.hidden = false;
}

async function offerUpdate() {
  part("new-version").hidden = !(await hasNewVersion());
  part("use-it").onclick = () => useNewVersion(() => (part("new-version-says").textContent = message("form_open")));
}

start();
