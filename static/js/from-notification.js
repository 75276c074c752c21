// Where a notification led here: says so, and offers to stop it. On every public page of a phone that may be told things.
import { sendStops } from "../../service_worker/subscription.js";
import { showPause } from "./pause.js";
import { change, refreshDaily, stopFollowing } from "./push.js";

const FRAGMENT = /^#told=(.+)$/; // never sent to a server, and gone from the address at once

/** Keep this phone's subscription alive, and offer to stop where it brought somebody here. */
export function listenToNotifications(bar) {
  const key = bar.dataset.applicationServerKey;
  const say = (state) => {
    for (const part of bar.querySelectorAll("[data-say]")) part.hidden = !part.dataset.say.split(" ").includes(state);
  };
  let topic;

  function arrive() {
    const found = location.hash.match(FRAGMENT);
    if (!found) return;
    topic = decodeURIComponent(found[1]);
    history.replaceState(history.state, "", location.pathname + location.search);
    say("ask");
    bar.hidden = false;
    bar.scrollIntoView({ block: "nearest" });
  }

  async function attempt(work) {
    say("busy");
    try {
      say(await work());
    } catch {
      say("broken");
    }
  }
  const pause = async (paused) => {
    const kept = await change(key, { paused });
    showPause(bar.querySelector("[data-paused]"), kept);
    return kept.paused_until ? "paused" : "on";
  };

  bar.querySelector("[data-stop]").addEventListener("click", () => attempt(() => stopFollowing([topic])));
  bar.querySelector("[data-pause]").addEventListener("click", () => attempt(() => pause(true)));
  bar.querySelector("[data-carry-on]").addEventListener("click", () => attempt(() => pause(false)));
  addEventListener("hashchange", arrive); // this page was open already
  addEventListener("online", sendStops);
  arrive();
  sendStops()
    .then(() => refreshDaily(key))
    .catch(() => {}); // without signal: with the next page
}
