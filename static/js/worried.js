// "Worried about someone?" on the van: sealed like the rest, for safeguarding leads only.
import { isSafe, listen } from "../../service_worker/outbox.js";
import { guard } from "./guard.js";
import { message } from "./messages.js";
import { clearMistakes, findMistakes, showMistakes } from "./mistakes.js";
import { keepSealed, language, practising, prepare } from "./sealed.js";

const form = document.getElementById("concern");
const button = document.getElementById("save");
const saved = document.getElementById("saved");
const TEXTS = ["words", "about"];

let lastSaved;

async function start() {
  form.addEventListener("submit", onSubmit);
  guard(form, forget);
  if ((await prepare(button)) && !practising) listen(showWhetherSafe);
}

async function onSubmit(event) {
  event.preventDefault();
  if (button.disabled) return;
  clearMistakes(form);
  const texts = Object.fromEntries(TEXTS.map((name) => [name, form.elements[name].value.trim()]));
  const mistakes = findMistakes(form);
  if (!texts.words && !texts.about) mistakes.push({ field: form.elements.words, sentence: message("needs_words") });
  if (mistakes.length > 0) return showMistakes(form, mistakes);
  button.disabled = true; // two taps are one save
  try {
    lastSaved = await keepSealed("concern", { v: 1, ...texts, language: language() });
    form.reset();
    say(practising ? "practised" : "concern_saved");
  } catch {
    lastSaved = undefined;
    say("not_saved");
  } finally {
    button.disabled = false;
  }
}

function say(name) {
  put(name);
  saved.hidden = false;
  saved.focus();
  scrollTo(0, 0);
}

function put(name) {
  saved.querySelector("[data-says]").textContent = message(name);
  saved.classList.toggle("calm", name === "concern_safe");
}

async function showWhetherSafe() {
  const id = lastSaved;
  if (id && (await isSafe(id)) && id === lastSaved) put("concern_safe");
}

function forget() {
  form.reset();
  clearMistakes(form);
}

start();
