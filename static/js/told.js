// /tell/<id>: the progress moves by itself while something is still on its way.
import { message } from "./messages.js";

const OFTEN = 1500; // milliseconds
const SELDOM = 30_000; // while it waits for the morning or its time
const page = document.querySelector("[data-told]");
let wait = OFTEN;

async function look() {
  try {
    const response = await fetch(location.pathname, { headers: { Accept: "application/json" } });
    if (response.ok) return show(await response.json());
    if (response.status < 500) return; // signed out meanwhile
  } catch {
    // No signal: what is on screen was true, and the next look may come through.
  }
  lookAgain(false);
}

function lookAgain(hasMoved) {
  wait = hasMoved ? OFTEN : Math.min(wait * 1.3, SELDOM);
  setTimeout(look, wait);
}

function show(progress) {
  const bar = page.querySelector("progress");
  const hasMoved = bar.value !== progress.settled;
  bar.max = Math.max(progress.total, 1);
  bar.value = progress.settled;
  for (const count of page.querySelectorAll("[data-count]")) count.textContent = progress[count.dataset.count];
  const reached = message("reached", { n: progress.accepted });
  const heading = page.querySelector("[data-reached]");
  // Only when it is news: a screen reader says it each time.
  if (heading.textContent !== reached) heading.textContent = reached;
  page.querySelector("[data-refused]").hidden = !progress.key_refused;
  page.querySelector("[data-moving]").hidden = progress.waiting === 0;
  if (progress.waiting > 0) lookAgain(hasMoved);
}

if (page.dataset.told === "moving") setTimeout(look, OFTEN / 3);
