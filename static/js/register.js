// The registration form of van mode: what is typed stays in the page until it is sealed.
import { isSafe, listen } from "../../service_worker/outbox.js";
import { guard } from "./guard.js";
import { offerHandingOver } from "./handover.js";
import { message } from "./messages.js";
import { clearMistakes, findMistakes, showMistakes } from "./mistakes.js";
import { drawOwnCode, hideCode, newSecret } from "./own-code.js";
import { offerScrapping } from "./scrap.js";
import { keepSealed, language, practising, prepare } from "./sealed.js";

const form = document.getElementById("registration");
const button = document.getElementById("save");
const saved = document.getElementById("saved");
const status = saved.querySelector(".status");
const code = saved.querySelector(".code");
const TEXTS = ["name", "contact", "enjoys", "would_help"];
const PERMISSIONS = { keep: "keep", may_contact: "contact" };

let lastSaved;

async function start() {
  form.addEventListener("submit", onSubmit);
  saved.querySelector("[data-next]").addEventListener("click", startAgain);
  guard(form, forget);
  if (!(await prepare(button))) return;
  offerHandingOver();
  if (practising) return;
  listen(showWhetherSafe);
  offerScrapping(saved.querySelector("[data-latest]"), takeBack);
}

async function onSubmit(event) {
  event.preventDefault();
  if (button.disabled) return;
  clearMistakes(form);
  saved.hidden = true; // it was about the one before
  const mistakes = findMistakes(form);
  if (!form.elements.keep.checked) mistakes.push({ field: form.elements.keep, sentence: message("needs_keep") });
  if (mistakes.length > 0) return showMistakes(form, mistakes);
  button.disabled = true; // two taps are one save
  const secret = newSecret();
  try {
    lastSaved = await keepSealed("person", content(secret));
    form.reset();
    say(practising ? "practised" : "saved");
    drawOwnCode(code, secret);
  } catch {
    hideCode(code);
    say("not_saved");
  } finally {
    button.disabled = false;
  }
  saved.focus();
  scrollTo(0, 0);
}

/** What is sealed; each permission with the moment and the words that were on the screen. */
function content(page) {
  const at = new Date().toISOString();
  const permissions = Object.entries(PERMISSIONS)
    .filter(([field]) => form.elements[field].checked)
    .map(([field, to]) => ({ to, at, wording: wordingOf(form.elements[field]) }));
  const texts = Object.fromEntries(TEXTS.map((name) => [name, form.elements[name].value.trim()]));
  return { v: 2, ...texts, language: language(), permissions, page };
}

const wordingOf = (box) => box.labels[0].querySelector("[data-wording]").textContent.trim().replace(/\s+/g, " ");

async function showWhetherSafe() {
  const id = lastSaved;
  if (id && !saved.hidden && (await isSafe(id)) && id === lastSaved) say("safe");
}

function say(name) {
  status.querySelector("[data-says]").textContent = message(name);
  status.classList.toggle("calm", name === "safe");
  status.hidden = false;
  saved.querySelector("[data-own-page]").hidden = name === "not_saved";
  saved.hidden = false;
}

/** What was scrapped is not saved any more, and its page will not open. */
function takeBack() {
  lastSaved = undefined;
  hideCode(code);
  status.hidden = saved.querySelector("[data-own-page]").hidden = true;
}

function startAgain() {
  forget();
  form.elements.name.focus();
  form.scrollIntoView();
}

function forget() {
  form.reset();
  clearMistakes(form);
  saved.hidden = true;
  hideCode(code);
  lastSaved = undefined;
}

start();
