// The registration form of van mode: what is typed stays in the page until it is sealed.
import { canKeep, isSafe, listen, save } from "../../service_worker/outbox.js";
import { sealingKey } from "../../service_worker/pack.js";
import { canSeal } from "../../service_worker/seal.js";
import { message } from "./messages.js";
import { clearMistakes, findMistakes, showMistakes } from "./mistakes.js";
import { keepSending, sendSoon } from "./sending.js";

const form = document.getElementById("registration");
const button = document.getElementById("save");
const saved = document.getElementById("saved");
const TEXTS = ["name", "contact", "enjoys", "would_help"];
const PERMISSIONS = { keep: "keep", may_contact: "contact" };

let key;
let lastSaved;

async function start() {
  form.addEventListener("submit", onSubmit);
  addEventListener("pagehide", () => form.reset());
  // A page that Back brings out of memory starts afresh.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  form.reset(); // what the browser put back into the fields
  const problem = await whyNot();
  if (problem) return refuse(problem);
  button.disabled = false;
  listen(showWhetherSafe);
  keepSending();
}

/** The name of the words that say why nothing can be saved here; null when it can. */
async function whyNot() {
  if (!window.isSecureContext || !crypto.subtle) return "needs_https";
  if (!(await canKeep().catch(() => false))) return "cannot_keep";
  key = await sealingKey();
  if (!key) return "not_set_up";
  return (await canSeal(key).catch(() => false)) ? null : "cannot_seal";
}

function refuse(problem) {
  const box = document.getElementById("cannot");
  box.querySelector("[data-says]").textContent = message(problem);
  box.hidden = false;
}

async function onSubmit(event) {
  event.preventDefault();
  if (button.disabled) return;
  clearMistakes(form);
  saved.hidden = true; // it was about the one before
  const mistakes = findMistakes(form);
  if (mistakes.length > 0) return showMistakes(form, mistakes);
  button.disabled = true; // two taps are one save
  try {
    lastSaved = await save("person", content(), key);
    form.reset();
    say("saved");
    saved.focus();
    scrollTo(0, 0);
    void sendSoon();
  } catch {
    say("not_saved");
    saved.focus();
  } finally {
    button.disabled = false;
  }
}

/** What is sealed; each permission with the moment and the words that were on the screen. */
function content() {
  const at = new Date().toISOString();
  const permissions = Object.entries(PERMISSIONS)
    .filter(([field]) => form.elements[field].checked)
    .map(([field, to]) => ({ to, at, wording: wordingOf(form.elements[field]) }));
  const texts = Object.fromEntries(TEXTS.map((name) => [name, form.elements[name].value.trim()]));
  return { v: 1, ...texts, language: document.documentElement.lang.split("-")[0], permissions };
}

const wordingOf = (box) => box.labels[0].querySelector("[data-wording]").textContent.trim().replace(/\s+/g, " ");

async function showWhetherSafe() {
  if (lastSaved && (await isSafe(lastSaved))) say("safe");
}

function say(name) {
  saved.querySelector("[data-says]").textContent = message(name);
  saved.classList.toggle("calm", name === "safe");
  saved.hidden = false;
}

start();
