// Answers the worker's question whether this window may be led elsewhere: not while it holds what somebody typed.

/** Answer each `{unsaved: port}` with true or false. A page that does not call this gives no answer and is left alone. */
export function sayWhetherUnsaved() {
  navigator.serviceWorker.addEventListener("message", ({ data }) => data?.unsaved?.postMessage(isUnsaved()));
}

const isUnsaved = () => [...document.querySelectorAll("input, textarea, select")].some(isChanged);

function isChanged(field) {
  if (field.type === "hidden") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.localName === "select") {
    const initial = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
    return field.selectedOptions[0] !== initial;
  }
  // A posted form that came back with a mistake has the words as its defaults, and they are saved nowhere.
  return field.value !== (field.form?.method === "post" ? "" : field.defaultValue);
}
