// What the forms that are sealed have in common: what is written stays in the page until then.
import { canKeep, save } from "../../service_worker/outbox.js";
import { sealingKey } from "../../service_worker/pack.js";
import { canSeal } from "../../service_worker/seal.js";
import { shiftForRecord } from "../../service_worker/shift.js";
import { message } from "./messages.js";
import { keepSending, sendSoon } from "./sending.js";

/** Whether this is only for practice: the same screens, nothing sealed, nothing sent. */
export const practising = new URLSearchParams(location.search).has("practise");

let key;

/** Let the form be filled in and `button` save it, if that can work here; else say why not. Gives which. */
export async function prepare(button) {
  for (const part of document.querySelectorAll("[data-practice]")) part.hidden = !practising;
  const problem = practising ? null : await whyNot();
  button.disabled = document.getElementById("fields").disabled = problem !== null;
  if (problem) refuse(problem);
  else if (!practising) keepSending();
  return problem === null;
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

/** Seal and keep; resolves with the record's id once it is on the disk. In practice nothing happens: null. */
export async function keepSealed(kind, content) {
  if (practising) return null;
  const id = await save(kind, { ...content, shift: await shiftForRecord() }, key);
  void sendSoon();
  return id;
}

/** The page's language, as records name it. */
export const language = () => document.documentElement.lang.split("-")[0];
