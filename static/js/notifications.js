// /notifications: what this browser follows, how much its lock screen shows, pausing, and stopping.
import { choicesIn, showChoices, showOneByOne } from "./choose-how.js";
import { showPause } from "./pause.js";
import { showAsHere } from "./preview.js";
import { NotSubscribed, ability, askPermission, change, refresh, stopFollowing } from "./push.js";
import { showUndo } from "./undo.js";
import { sendUnsent } from "./unsent-stops.js";

const page = document.querySelector("[data-notifications]");
const form = page.querySelector("form");
const key = page.dataset.applicationServerKey;
let followed = [];
let ended = null; // what "Stop all of them" ended, for "Undo"

const say = (state) => {
  for (const part of page.querySelectorAll("[data-say]")) part.hidden = part.dataset.say !== state;
};
const isDiscreet = () => form.elements.details.value !== "yes";
const wishesIn = () => ({ topics: chosen(), discreet: isDiscreet(), ...choicesIn(form) });
const chosen = () => [...form.querySelectorAll("[name=topic]:checked")].map((box) => box.value);

function preview() {
  for (const part of form.querySelectorAll("[data-screen]")) {
    part.hidden = (part.dataset.screen === "discreet") !== isDiscreet();
  }
  showOneByOne(form);
}

function fill(kept) {
  followed = kept?.topics ?? [];
  // As defaults too: what differs from them is not saved yet (`unsaved.js`).
  for (const box of form.querySelectorAll("[name=topic]")) box.checked = box.defaultChecked = followed.includes(box.value);
  for (const choice of kept ? form.elements.details : []) {
    choice.checked = choice.defaultChecked = (choice.value === "no") === kept.discreet;
  }
  if (kept) showChoices(form, kept);
  form.querySelector("[data-stop]").hidden = !followed.length;
  for (const part of form.querySelectorAll("[data-pause]")) part.hidden = !followed.length || Boolean(kept.paused_until);
  showPause(page.querySelector("[data-paused]"), kept);
  preview();
}

async function attempt(work) {
  const buttons = page.querySelectorAll("button");
  try {
    for (const button of buttons) button.disabled = true;
    say("busy");
    say(await work());
  } catch (reason) {
    say(reason instanceof NotSubscribed ? reason.message : "broken");
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

const pause = (wish, state) =>
  attempt(async () => {
    fill(await change(key, wish));
    return state;
  });

async function save(wishes) {
  const gone = followed.filter((topic) => !wishes.topics.includes(topic));
  // First, and remembered where there is no signal: what is to end, ends.
  if (gone.length && (await stopFollowing(gone)) === "unsent") return "unsent";
  const kept = await change(key, wishes);
  fill(kept);
  return kept.confirms ? "confirms" : "saved";
}

form.addEventListener("change", preview);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!chosen().length) return say("choose");
  const answer = askPermission(); // straight from the tap, before any await
  attempt(async () => ((await answer) === "default" ? "ask" : save(wishesIn())));
});
form.querySelector("[data-stop]").addEventListener("click", () =>
  attempt(async () => {
    ended = { ...wishesIn(), topics: followed };
    const state = await stopFollowing();
    fill(null);
    return state;
  }),
);
page.querySelector("[data-again]").addEventListener("click", () => pause(ended, "on"));
form.querySelector("[data-pause-as-chosen]").addEventListener("click", () =>
  pause({ pause_days: Number(document.getElementById("pause-days").value) }, "paused"),
);
form.querySelector("button[data-pause]").addEventListener("click", () => pause({ paused: true }, "paused"));
page.querySelector("[data-carry-on]").addEventListener("click", () => pause({ paused: false }, "on"));

document.addEventListener("stopped", () => page.querySelector("[data-say=unsent]").hidden || say("stopped"));
say(ability());
showUndo(page);
showAsHere(page);
page.querySelector("[data-without]").hidden = ability() === "ready";
form.hidden = ability() !== "ready";
if (ability() === "ready") {
  sendUnsent();
  refresh(key).then(fill);
}
