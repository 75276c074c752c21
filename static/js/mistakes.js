// Mistakes in the registration form, beside each field and in a summary, as the server does it elsewhere.
import { message } from "./messages.js";

const summary = document.getElementById("mistakes");

/** [{field, sentence}] for each text that is too long, in the order on screen. */
export function findMistakes(form) {
  const found = [];
  for (const [name, limit] of Object.entries(JSON.parse(form.dataset.limits))) {
    const now = [...form.elements[name].value].length;
    if (now > limit) found.push({ field: form.elements[name], sentence: message("too_long", { limit, now }) });
  }
  return found;
}

/** Show them and lead to the first. */
export function showMistakes(form, mistakes) {
  const list = document.createElement("ul");
  for (const { field, sentence } of mistakes) {
    const box = field.closest(".field");
    const line = Object.assign(document.createElement("p"), { className: "mistake", id: `${field.id}-mistake`, textContent: sentence });
    box.classList.add("wrong");
    (field.type === "checkbox" ? box.firstElementChild : field).before(line);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", [hintOf(field), line.id].filter(Boolean).join(" "));
    const link = Object.assign(document.createElement("a"), { href: `#${field.id}`, textContent: sentence });
    list.append(document.createElement("li"));
    list.lastElementChild.append(link);
  }
  const heading = Object.assign(document.createElement("h2"), {
    textContent: message("things_to_put_right", { n: mistakes.length }),
  });
  summary.replaceChildren(heading, list);
  summary.hidden = false;
  summary.focus();
}

/** As if there had been none. */
export function clearMistakes(form) {
  summary.hidden = true;
  for (const line of form.querySelectorAll(".mistake")) line.remove();
  for (const box of form.querySelectorAll(".wrong")) box.classList.remove("wrong");
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    field.setAttribute("aria-describedby", hintOf(field));
  }
}

const hintOf = (field) => document.getElementById(`${field.id}-hint`)?.id ?? "";
