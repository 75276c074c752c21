// /concerns and /you: whether this phone tells somebody of the team that something needs them.
import { NotSubscribed, ability, askPermission, change, refresh } from "./push.js";
import { registerWorker } from "./register-worker.js";

const sections = [...document.querySelectorAll("[data-alerts]")].map(alertsIn);

/** One topic with its two buttons; `show` says what is so, `say` what just happened. */
function alertsIn(section) {
  const topic = section.dataset.alerts;
  const key = section.dataset.applicationServerKey;
  const [yes, no] = ["[data-yes]", "[data-no]"].map((name) => section.querySelector(name));

  const say = (state) => {
    for (const part of section.querySelectorAll("[data-say]")) part.hidden = part.dataset.say !== state;
  };
  const follows = (kept) => {
    const does = kept?.topics.includes(topic) ?? false;
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
      return follows(await change(key, { add: [topic] })) ? "on" : "broken";
    });
  });
  no.addEventListener("click", () =>
    attempt(async () => {
      follows(await change(key, { remove: [topic] }));
      return "off";
    }),
  );

  return { key, say, show: (kept) => follows(kept) && say("on") };
}

if (ability() === "ready" && sections.length) {
  // Once for all: what is known of this phone is the same for each.
  const show = (kept) => sections.forEach((section) => section.show(kept));
  refresh(sections[0].key).then(show);
} else {
  for (const section of sections) section.say(ability());
}
