// What the forms that are sealed have in common: what is written stays in the page until then.
import { save } from "../../service_worker/saving.js";
import { shiftForRecord } from "../../service_worker/shift.js";
import { findKey, sayWhyNot } from "./can-save.js";
import { keepSending, sendSoon } from "./sending.js";

/** Whether this is only for practice: the same screens, nothing sealed, nothing sent. */
export const practising = new URLSearchParams(location.search).has("practise");

let key;

/** Let the form be filled in and `button` save it, if that can work here; else say why not. Gives whether it can. */
export async function prepare(button) {
  for (const part of document.querySelectorAll("[data-practice]")) part.hidden = !practising;
  const found = practising ? {} : await findKey();
  key = found.key;
  const isReady = !found.problem;
  button.disabled = document.getElementById("fields").disabled = !isReady;
  if (!isReady) sayWhyNot(found.problem);
  else if (!practising) keepSending();
  return isReady;
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
