// Counting in on the van: each tap is a sealed record of its own, kept before the number goes up.
import { counted, countHere } from "../../service_worker/counting.js";
import { dayOf, listen } from "../../service_worker/outbox.js";
import { findKey, sayWhyNot } from "./can-save.js";
import { message } from "./messages.js";
import { keepSending, sendSoon } from "./sending.js";

const EVERY = 60_000; // milliseconds: a page that stays open over midnight shows the new day

const part = (id) => document.getElementById(id);
const cards = [...document.querySelectorAll("#doors > li")];

let key;
let door; // {listing, day} that is counted at
let allDays = false;

async function start() {
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  const found = await findKey();
  key = found.key;
  if (found.problem) sayWhyNot(found.problem);
  else keepSending();
  part("more").disabled = Boolean(found.problem);
  part("more").addEventListener("click", () => tap(1));
  part("fewer").addEventListener("click", () => tap(-1));
  part("other-days").addEventListener("click", showAllDays);
  addEventListener("hashchange", choose);
  listen(() => void show());
  setInterval(showDoors, EVERY);
  choose();
}

/** Bring the page to what the address says: which door, or none yet. */
function choose() {
  const [listing, day] = decodeURIComponent(location.hash.slice(1)).split("@");
  const card = cards.find(({ dataset }) => dataset.key === listing && dataset.day === day);
  door = card && { listing, day };
  part("count").hidden = !door;
  for (const element of document.querySelectorAll("[data-choosing]")) element.hidden = Boolean(door);
  if (door) {
    // With its marks: a title in another language says so.
    part("count-title").replaceChildren(...card.querySelector("strong").cloneNode(true).childNodes);
    part("count-title").focus();
  }
  showDoors();
  void show();
}

/** Today's doors by the clock of this device; the others only when asked for. */
function showDoors() {
  const today = dayOf(new Date());
  for (const card of cards) card.hidden = !allDays && card.dataset.day !== today;
  part("nothing-today").hidden = cards.some(({ dataset }) => dataset.day === today);
  part("other-days").hidden = allDays || cards.every(({ dataset }) => dataset.day === today);
}

function showAllDays() {
  allDays = true;
  showDoors();
}

async function tap(change) {
  try {
    await countHere(door, change, key);
    void sendSoon();
  } catch {
    say(message("not_counted"), "care");
  }
}

/** What this device counted, and what of it is still here only. */
async function show() {
  const all = await counted().catch(() => []);
  for (const card of cards) {
    const found = all.find(({ listing, day }) => listing === card.dataset.key && day === card.dataset.day);
    const label = card.querySelector("[data-counted]");
    label.hidden = !found?.counted;
    if (found) label.textContent = message("counted", { n: found.counted });
  }
  if (!door) return;
  const here = all.find(({ listing, day }) => listing === door.listing && day === door.day);
  part("counted").textContent = new Intl.NumberFormat(document.documentElement.lang).format(here?.counted ?? 0);
  part("fewer").disabled = !here?.counted || !key;
  part("sent-or-not").hidden = !here;
  if (here?.waiting) say(message("not_sent", { n: here.waiting }));
  else say(message("all_safe"), "calm");
}

function say(words, tone = "") {
  const line = part("sent-or-not");
  line.className = `status ${tone}`;
  line.querySelector("[data-says]").textContent = words;
  line.hidden = false;
}

start();
