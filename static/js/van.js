// Van mode's home: what waits, before anything else; then all that keeps it going, in van-at-work.js. On a slow tablet
// each script takes a hundredth of a second, and who opens this page wants to know the one thing and tap the other.
import { currentPack } from "../../service_worker/pack.js";
import { message } from "./messages.js";
import { showStatus } from "./status.js";

const part = (id) => document.getElementById(id);

async function start() {
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  if (!window.isSecureContext || !("serviceWorker" in navigator)) return offerSetUp(message("needs_https"));
  const pack = await currentPack().catch(() => "cannot_keep");
  if (pack === "cannot_keep") return offerSetUp(message(pack));
  if (pack) {
    await showStatus(part("outbox")).catch(() => {}); // whatever is wrong with the number, the rest goes on
    return (await import("./van-at-work.js")).work();
  }
  offerSetUp("");
  // The cookie is there and the database is not: say so at base, and fetch everything again.
  const { report } = await import("../../service_worker/report.js");
  if ((await report()) === "known") location.assign(part("set-up-link").href);
}

function offerSetUp(problem) {
  part("setup").hidden = false;
  part("set-up-link").hidden = problem !== "";
  part("setup-says").textContent = problem;
}

start();
