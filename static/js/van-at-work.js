// The rest of van mode's home, on a device that is set up: who is on the van, how fresh the pack is, sending, new versions.
import { currentPack, isReadable, update } from "../../service_worker/pack.js";
import { report, thisDevice } from "../../service_worker/report.js";
import { ago } from "./ago.js";
import { message } from "./messages.js";
import { offerScrapping } from "./scrap.js";
import { keepSending } from "./sending.js";
import { showShift } from "./shift-line.js";
import { hasNewVersion, registerVanWorker, useNewVersion, watchForUpdates } from "./van-worker.js";

const FRESH = 15 * 60 * 1000; // milliseconds until what's on is fetched again while the page is open
const OLD = 24 * 60 * 60 * 1000; // milliseconds after which what's on may have changed too much

const part = (id) => document.getElementById(id);

/** Begin; goes on for as long as the page is open. */
export function work() {
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
  part("unknown").hidden = known !== "unknown"; // before anything that may wait for another tab
  part("emptied").hidden = !(await thisDevice())?.emptied;
  const { state } = await update();
  if (state === "unknown") part("unknown").hidden = false;
  await Promise.all([showAge(), offerUpdate()]);
}

async function showAge() {
  const pack = await currentPack();
  const { updated_at } = pack;
  const line = part("updated");
  const when = ago(updated_at);
  const isOld = !when || Date.now() - updated_at > OLD;
  line.textContent = when ? message(isOld ? "updated_long_ago" : "updated", { when }) : message("updated_unknown");
  line.className = isOld ? "status care" : "soft";
  line.hidden = !(await isReadable(pack)); // cleared away: until they are fetched again, nothing works without signal
}

async function offerUpdate() {
  part("new-version").hidden = !(await hasNewVersion());
  part("use-it").onclick = () => useNewVersion(() => (part("new-version-says").textContent = message("form_open")));
}
