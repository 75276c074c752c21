// /notifications: what this browser follows, how much its lock screen shows, and stopping.
import { NotSubscribed, ability, askPermission, change, refresh, stop } from "./push.js";

const page = document.querySelector("[data-notifications]");
const form = page.querySelector("form");
const key = page.dataset.applicationServerKey;

const say = (state) => {
  for (const part of page.querySelectorAll("[data-say]")) part.hidden = part.dataset.say !== state;
};
const isDiscreet = () => form.elements.details.value !== "yes";
const chosen = () => [...form.querySelectorAll("[name=topic]:checked")].map((box) => box.value);

function preview() {
  for (const part of form.querySelectorAll("[data-screen]")) {
    part.hidden = (part.dataset.screen === "discreet") !== isDiscreet();
  }
}

function fill(kept) {
  for (const box of form.querySelectorAll("[name=topic]")) box.checked = kept?.topics.includes(box.value) ?? false;
  if (kept) form.elements.details.value = kept.discreet ? "no" : "yes";
  form.querySelector("[data-stop]").hidden = !kept?.topics.length;
  preview();
}

async function attempt(work) {
  const buttons = form.querySelectorAll("button");
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

form.addEventListener("change", preview);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!chosen().length) return say("choose");
  const answer = askPermission(); // straight from the tap, before any await
  attempt(async () => {
    if ((await answer) === "default") return "ask";
    const kept = await change(key, { topics: chosen(), discreet: isDiscreet() });
    fill(kept);
    return kept.confirms ? "confirms" : "saved";
  });
});
form.querySelector("[data-stop]").addEventListener("click", () =>
  attempt(async () => {
    await stop();
    fill(null);
    return "stopped";
  }),
);

say(ability());
page.querySelector("[data-without]").hidden = ability() === "ready";
form.hidden = ability() !== "ready";
if (ability() === "ready") refresh(key).then(fill, () => fill(null));
