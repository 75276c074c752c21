// "Scrap that one": for five minutes after a save, whether it was sent or not.
import { latest, listen } from "../../service_worker/outbox.js";
import { sealingKey } from "../../service_worker/pack.js";
import { message } from "./messages.js";

const EVERY = 5_000; // milliseconds
const SURE_WITHIN = 10_000; // milliseconds between the two taps: one alone is too close to "Next person"

const says = document.getElementById("scrapped");

/** Show `element` for as long as the last person saved here can be scrapped; its button does that, then `scrapped`. */
export function offerScrapping(element, scrapped = () => {}) {
  const show = async () => {
    element.hidden = !(await latest());
    if (!element.hidden) says.textContent = ""; // it was about the one before
  };
  listen(show);
  setInterval(show, EVERY);
  const button = element.querySelector("[data-scrap]");
  onSecondTap(button, async () => {
    button.disabled = true;
    const last = await latest();
    if (last) await sealedScrap(last.id);
    button.disabled = false;
    says.textContent = message("scrapped");
    scrapped();
  });
  void show();
}

/** What seals is loaded only now: van mode's home opens sooner without it. */
async function sealedScrap(id) {
  const { scrap } = await import("../../service_worker/saving.js");
  await scrap(id, await sealingKey());
}

/** Call `act` on the second of two taps; the first one only asks. */
function onSecondTap(button, act) {
  let timer;
  const rest = () => {
    clearTimeout(timer);
    timer = undefined;
    button.textContent = message("scrap");
  };
  button.addEventListener("click", () => {
    if (timer) {
      rest();
      return act();
    }
    button.textContent = message("scrap_sure");
    timer = setTimeout(rest, SURE_WITHIN);
  });
}
