// Whether a record can be sealed and kept on this device; asked before anybody fills anything in.
import { canKeep } from "../../service_worker/outbox.js";
import { sealingKey } from "../../service_worker/pack.js";
import { canSeal } from "../../service_worker/seal.js";
import { message } from "./messages.js";

/** {key, problem}: the key to seal to, or the name of the words that say why nothing can be saved here. */
export async function findKey() {
  if (!window.isSecureContext || !crypto.subtle) return { problem: "needs_https" };
  if (!(await canKeep().catch(() => false))) return { problem: "cannot_keep" };
  const key = await sealingKey();
  if (!key) return { problem: "not_set_up" };
  return (await canSeal(key).catch(() => false)) ? { key } : { problem: "cannot_seal" };
}

/** Say on the page why nothing can be saved here. */
export function sayWhyNot(problem) {
  const box = document.getElementById("cannot");
  box.querySelector("[data-says]").textContent = message(problem);
  box.hidden = false;
}
