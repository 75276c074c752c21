// How many records wait on this device and how many are safely at base today: what receipts said, no more.
import { counts, listen } from "../../service_worker/outbox.js";
import { lastTry } from "../../service_worker/sender.js";
import { message } from "./messages.js";

/** Keep the line in `element` true, from now on. */
export function showStatus(element) {
  const show = () => void update(element);
  listen(show);
  show();
}

async function update(element) {
  const [{ waiting, today }, last] = await Promise.all([counts(), lastTry()]);
  const says = [waiting > 0 ? message("waiting", { n: waiting }) : message("nothing_waits")];
  if (today > 0) says.push(message("today", { n: today }));
  element.querySelector("[data-says]").textContent = says.join(" ");
  const signIn = element.querySelector("[data-sign-in]");
  signIn.hidden = waiting === 0 || last?.state !== "sign-in";
  signIn.textContent = message("sign_in_to_send", { n: waiting });
  element.classList.toggle("calm", waiting === 0);
  element.hidden = false;
}
