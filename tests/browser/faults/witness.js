// Runs before every page and tells the test whatever the screen calls saved, the moment it does.
// `calledSaved(name)` is the test's own.
let submitted = "";
addEventListener("submit", ({ target }) => (submitted = target.elements.name?.value ?? ""), { capture: true });
new MutationObserver(() => {
  const says = document.querySelector("#saved [data-says]")?.textContent ?? "";
  if (!submitted || !says.startsWith("Saved on this tablet.")) return;
  calledSaved(submitted);
  submitted = "";
}).observe(document, { subtree: true, childList: true });
