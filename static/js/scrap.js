// "Scrap that one": for five minutes after a save, whether it was sent or not.
import { latest, listen, scrap } from "../../service_worker/outbox.js";
import { sealingKey } from "../../service_worker/pack.js";
import { message } from "./messages.js";

const EVERY = 5_000; // milliseconds

const says = document.getElementById("scrapped");

/** Show `element` for as long as the last person saved here can be scrapped; its button does that, then `scrapped`. */
export function offerScrapping(element, scrapped = () => {}) {
  const show = async () => {
    element.hidden = !(await latest());
    if (!element.hidden) says.textContent = ""; // it was about the one before
  };
  listen(show);
  setInterval(show, EVERY);
  element.querySelector("[data-scrap]").addEventListener("click", async (event) => {
    event.target.disabled = true;
    const last = await latest();
    if (last) await scrap(last.id, await sealingKey());
    event.target.disabled = false;
    says.textContent = message("scrapped");
    scrapped();
  });
  void show();
}
