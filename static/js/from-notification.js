// On every public page of a phone that may be told things: keeps its subscription alive, and offers to stop
// where a notification led here.
import { showPause } from "./pause.js";
import { change, refreshDaily, stopFollowing } from "./push.js";
import { sendUnsent } from "./unsent-stops.js";

const FRAGMENT = /^#told=(.+)$/; // never sent to a server, and gone from the address at once

/** `template` holds what is shown where a notification led to this page. */
export function listenToNotifications(template) {
  const key = template.dataset.applicationServerKey;
  const arrive = (fragment) => {
    const found = fragment?.match(FRAGMENT);
    if (!found) return;
    history.replaceState(history.state, "", location.pathname + location.search);
    document.getElementById("told-here")?.remove();
    offerToStop(template, decodeURIComponent(found[1]), key);
  };
  // This page was open already.
  addEventListener("hashchange", () => arrive(location.hash));
  navigator.serviceWorker.addEventListener("message", ({ data }) => arrive(data?.led));
  arrive(location.hash);
  sendUnsent()
    .then(() => refreshDaily(key))
    .catch(() => {}); // without signal: with the next page
}

function offerToStop(template, topic, key) {
  const bar = template.content.firstElementChild.cloneNode(true);
  const say = (state) => {
    for (const part of bar.querySelectorAll("[data-say]")) part.hidden = !part.dataset.say.split(" ").includes(state);
  };
  const attempt = async (work) => {
    say("busy");
    try {
      say(await work());
    } catch {
      say("broken");
    }
  };
  const wish = async (wishes, state) => {
    showPause(bar.querySelector("[data-paused]"), await change(key, wishes));
    return state;
  };
  const listen = (selector, work) => bar.querySelector(selector).addEventListener("click", () => attempt(work));

  listen("[data-stop]", () => stopFollowing([topic]));
  listen("[data-again]", () => wish({ add: [topic] }, "on"));
  listen("[data-not-today]", () => wish({ pause_days: 1 }, "paused"));
  listen("[data-pause]", () => wish({ paused: true }, "paused"));
  listen("[data-carry-on]", () => wish({ paused: false }, "on"));
  say("ask");
  document.addEventListener("stopped", () => bar.querySelector("[data-say=unsent]").hidden || say("stopped"));
  template.before(bar);
  bar.scrollIntoView({ block: "nearest" });
}
