// /concerns: whether this phone tells a safeguarding lead that something came.
import { NotSubscribed, ability, askPermission, change, refresh } from "./push.js";
import { registerWorker } from "./register-worker.js";

const TOPIC = "concerns";
const section = document.getElementById("alerts");
const key = section.dataset.applicationServerKey;
const [yes, no] = ["[data-yes]", "[data-no]"].map((name) => section.querySelector(name));

const say = (state) => {
  for (const part of section.querySelectorAll("[data-say]")) part.hidden = part.dataset.say !== state;
};
const follows = (kept) => {
  const does = kept?.topics.includes(TOPIC) ?? false;
  yes.hidden = does;
  no.hidden = !does;
  return does;
};

async function attempt(work) {
  try {
    yes.disabled = no.disabled = true;
    say("busy");
    say(await work());
  } catch (reason) {
    say(reason instanceof NotSubscribed ? reason.message : "broken");
  } finally {
    yes.disabled = no.disabled = false;
  }
}

yes.addEventListener("click", () => {
  const answer = askPermission(); // straight from the tap, before any await
  attempt(async () => {
    if ((await answer) === "default") return "ask";
    await registerWorker(); // no public page may have been open here before
    return follows(await change(key, { add: [TOPIC] })) ? "on" : "broken";
  });
});
no.addEventListener("click", () =>
  attempt(async () => {
    follows(await change(key, { remove: [TOPIC] }));
    return "off";
  }),
);

if (ability() === "ready") {
  refresh(key).then((kept) => follows(kept) && say("on"));
} else {
  say(ability());
}
