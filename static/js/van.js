// Van mode's home: set the device up, say what waits, keep the pack fresh.
import { currentPack, update } from "../../service_worker/pack.js";
import { message } from "./messages.js";
import { keepSending } from "./sending.js";
import { showStatus } from "./status.js";
import { getReady, registerVanWorker, offerSetup } from "./van-setup.js";

const FRESH = 15 * 60 * 1000; // milliseconds until what's on is fetched again while the page is open

async function start() {
  if (!window.isSecureContext || !("serviceWorker" in navigator)) return offerSetup(message("needs_https"));
  try {
    if (await currentPack()) return work();
  } catch {
    return offerSetup(message("cannot_keep"));
  }
  offerSetup();
  document.getElementById("get-ready").addEventListener("click", async () => {
    if (await getReady()) work();
  });
}

function work() {
  showStatus(document.getElementById("outbox"));
  keepSending();
  registerVanWorker().catch(() => {}); // without signal it is there already
  refresh();
  setInterval(refresh, FRESH);
  addEventListener("online", refresh);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

async function refresh() {
  await update();
  const pack = await currentPack();
  const line = document.getElementById("updated");
  line.textContent = message("updated", { when: ago(pack.updated_at - Date.now()) });
  line.hidden = false;
}

/** "20 minutes ago" */
function ago(milliseconds) {
  const minutes = Math.round(milliseconds / 60_000);
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  if (Math.abs(minutes) < 60) return words.format(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return Math.abs(hours) < 48 ? words.format(hours, "hour") : words.format(Math.round(hours / 24), "day");
}

start();
