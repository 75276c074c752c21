// The page's words, translated on the server and given in <script type="application/json" id="messages">.

const words = JSON.parse(document.getElementById("messages")?.textContent ?? "{}");
const plurals = new Intl.PluralRules(document.documentElement.lang);

/** The words of that name, with `{n}` and other values filled in; plural words need `n`. */
export function message(name, values = {}) {
  const found = words[name];
  if (found === undefined) throw new Error(`No words for ${name} on this page`);
  const text = typeof found === "string" ? found : (found[plurals.select(values.n)] ?? found.other);
  return text.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
}
