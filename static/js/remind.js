// "Remind me": a plain question with a preview first, then the browser's own.
import { showPause } from "./pause.js";
import { showAsHere } from "./preview.js";
import { NotSubscribed, ability, askPermission, change, refresh, stopFollowing } from "./push.js";
import { showUndo } from "./undo.js";

for (const element of document.querySelectorAll("[data-remind]")) setUp(element);

function setUp(element) {
  const { topic, applicationServerKey: key } = element.dataset;
  const dialog = element.querySelector("dialog");
  if (!dialog.showModal) return; // an old browser: the link leads to /notifications
  const details = dialog.querySelector("[name=details]");
  const hide = (selector, yes) => {
    for (const part of element.querySelectorAll(selector)) part.hidden = yes;
  };

  const show = (state) => {
    for (const part of dialog.querySelectorAll("[data-state]")) part.hidden = !part.dataset.state.split(" ").includes(state);
  };
  const follows = (yes) => {
    hide("[data-follows=yes]", !yes);
    hide("[data-follows=no]", yes);
    show(yes ? "following" : first());
  };
  const fill = (kept) => {
    const isKnown = Boolean(kept?.topics.length);
    showPause(dialog.querySelector("[data-paused]"), kept);
    hide("[data-pause]", !isKnown || Boolean(kept.paused_until));
    hide("[data-known]", !isKnown);
    hide("[data-new]", isKnown);
    follows(kept?.topics.includes(topic) ?? false);
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
  const pause = (paused) =>
    attempt(() => change(key, { paused }), (kept) => {
      fill(kept);
      show(paused ? "paused" : "on");
    });
  const listen = (selector, act) => {
    for (const button of dialog.querySelectorAll(selector)) button.addEventListener("click", act);
  };

  element.querySelector("[data-open]").addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  details.addEventListener("change", preview);
  listen("[data-close]", () => dialog.close());
  listen("[data-pause]", () => pause(true));
  listen("[data-carry-on]", () => pause(false));
  listen("[data-yes]", () => {
    const answer = askPermission(); // straight from the tap, before any await
    const wishes = { add: [topic], discreet: !details.checked };
    attempt(
      async () => ((await answer) === "default" ? null : change(key, wishes)),
      (kept) => {
        dialog.querySelector("[data-confirms]").hidden = !kept?.confirms;
        dialog.querySelector("[data-too-soon]").hidden = !kept?.too_soon.includes(topic);
        if (kept) fill(kept);
        else show(first());
      },
    );
  });
  listen("[data-no]", () => {
    attempt(() => stopFollowing([topic]), (state) => {
      follows(false);
      show(state);
    });
  });

  document.addEventListener("stopped", () => dialog.querySelector("[data-state=unsent]").hidden || show("stopped"));
  listen("[data-again]", () =>
    attempt(() => change(key, { add: [topic] }), (kept) => {
      fill(kept);
      show("on");
    }),
  );
  showUndo(dialog);
  showAsHere(dialog);
  show(first());
  preview();
  if (ability() !== "ready") return;
  refresh(key).then((kept) => {
    if (!kept) return;
    details.checked = details.defaultChecked = !kept.discreet;
    preview();
    fill(kept);
  });
}
