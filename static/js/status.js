// How many records wait on this device and how many are safely at base today: what receipts said, no more.
import { asFile, counts, lastTry, listen } from "../../service_worker/outbox.js";
import { ago } from "./ago.js";
import { message } from "./messages.js";

const SEEN = 50; // milliseconds
const EVERY = 30_000; // milliseconds: "last tried" moves on by itself

/** Keep what stands in `element` true, from now on; resolves once it stands there. */
export function showStatus(element) {
  const show = () => update(element);
  listen(show);
  setInterval(show, EVERY);
  element.querySelector("[data-send]").addEventListener("click", (event) => void sendNow(element, event.target));
  element.querySelector("[data-file]").addEventListener("click", saveAsFile);
  return show();
}

async function update(element) {
  const [{ waiting, today }, last] = await Promise.all([counts(), lastTry()]);
  const says = [waiting > 0 ? message("waiting", { n: waiting }) : message("nothing_waits")];
  if (today > 0) says.push(message("today", { n: today }));
  element.querySelector("[data-says]").textContent = says.join(" ");
  for (const part of element.querySelectorAll("[data-while-waiting]")) part.hidden = waiting === 0;
  element.querySelector("[data-unknown]").hidden = last?.state !== "unknown";
  element.classList.toggle("calm", waiting === 0);
  element.hidden = false;
  // After the number is seen: on a slow tablet, what says "ago" takes a tenth of a second the first time.
  setTimeout(() => sayWhenTried(element.querySelector("[data-tried]"), waiting > 0 && last), SEEN);
}

function sayWhenTried(element, last) {
  const when = last && ago(last.at);
  element.textContent = when ? message("last_tried", { when }) : "";
}

async function sendNow(element, button) {
  const came = element.querySelector("[data-came]");
  button.disabled = true;
  came.textContent = message("sending");
  try {
    const { send } = await import("../../service_worker/sender.js");
    came.textContent = outcome(await send());
  } catch {
    came.textContent = message("not_reached");
  } finally {
    button.disabled = false;
  }
}

function outcome({ state, sent }) {
  if (state === "empty") return message("sent_all");
  if (state === "unknown") return message("unknown");
  const rest = message(state === "busy" ? "busy" : "not_reached");
  return sent > 0 ? `${message("sent_some", { n: sent })} ${rest}` : rest;
}

async function saveAsFile() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await asFile());
  link.download = `outbox-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
