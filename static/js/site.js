// What every public page gets on top of its HTML. Without this module nothing is missing but comfort.
import { hidePast, sayRelative } from "./dates.js";
import { leaveAtOnce } from "./leave.js";
import { registerWorker } from "./register-worker.js";
import { offerReminders } from "./remind-later.js";
import { offerSharing } from "./share.js";
import { isOnTheVan, leadBackToTheVan } from "./van-home.js";

leaveAtOnce();
leadBackToTheVan();
hidePast();
sayRelative();
offerSharing();
offerReminders(document.querySelectorAll("[data-remind]"));
registerWorker();

const otherLanguages = document.getElementById("languages");
if (otherLanguages && isOnTheVan()) import("./carried.js").then(({ markWhatNeedsSignal }) => markWhatNeedsSignal(otherLanguages));

const told = document.getElementById("told");
const listen = () => {
  import("./unsaved.js").then(({ sayWhetherUnsaved }) => sayWhetherUnsaved());
  if (told) import("./from-notification.js").then(({ listenToNotifications }) => listenToNotifications(told));
};
if (globalThis.Notification?.permission === "granted") listen();
else document.addEventListener("following", listen, { once: true });

const here = document.querySelectorAll("[data-until]");
if (here.length > 0) import("./here.js").then(({ showWhileHere }) => showWhileHere(here));

const printing = document.querySelector("[data-print]");
if (printing) import("./print.js").then(({ offerPrinting }) => offerPrinting(printing));

const whatsOn = document.getElementById("whats-on");
if (whatsOn) {
  import("./whats-on.js")
    .then(({ enrichWhatsOn }) => enrichWhatsOn(whatsOn))
    .catch(() => (document.getElementById("needs-signal").hidden = !location.search)); // the page was kept without it
}
