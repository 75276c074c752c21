// "Remind me": a plain question with a preview first, then the browser's own.
import { NotSubscribed, ability, askPermission, change, refresh } from "./push.js";

for (const element of document.querySelectorAll("[data-remind]")) setUp(element);

function setUp(element) {
  const { topic, applicationServerKey: key } = element.dataset;
  const dialog = element.querySelector("dialog");
  if (!dialog.showModal) return; // an old browser: the link leads to /notifications
  const details = dialog.querySelector("[name=details]");

  const show = (state) => {
    for (const part of dialog.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== state;
  };
  const follows = (yes) => {
    for (const label of element.querySelectorAll("[data-follows]")) label.hidden = (label.dataset.follows === "yes") !== yes;
    show(yes ? "following" : first());
  };
  const preview = () => {
    for (const part of dialog.querySelectorAll("[data-screen]")) {
      part.hidden = (part.dataset.screen === "details") !== details.checked;
    }
  };
  const first = () => (ability() === "ready" ? "ask" : ability());
  const attempt = async (work, done) => {
    try {
      show("busy");
      done(await work());
    } catch (reason) {
      show(reason instanceof NotSubscribed ? reason.message : "broken");
    }
  };

  element.querySelector("[data-open]").addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  for (const button of dialog.querySelectorAll("[data-close]")) button.addEventListener("click", () => dialog.close());
  details.addEventListener("change", preview);

  dialog.querySelector("[data-yes]").addEventListener("click", () => {
    const answer = askPermission(); // straight from the tap, before any await
    const wishes = { add: [topic], discreet: !details.checked };
    attempt(
      async () => ((await answer) === "default" ? null : change(key, wishes)),
      (kept) => {
        dialog.querySelector("[data-confirms]").hidden = !kept?.confirms;
        dialog.querySelector("[data-too-soon]").hidden = !kept?.too_soon.includes(topic);
        follows(kept !== null && kept.topics.includes(topic));
      },
    );
  });
  dialog.querySelector("[data-no]").addEventListener("click", () => {
    attempt(() => change(key, { remove: [topic] }), () => {
      follows(false);
      show("stopped");
    });
  });

  show(first());
  preview();
  if (ability() !== "ready") return;
  refresh(key).then(
    (kept) => {
      if (!kept) return;
      details.checked = !kept.discreet;
      preview();
      follows(kept.topics.includes(topic));
    },
    () => {}, // without signal: the button asks again
  );
}
