// Without signal, "/" comes from the pack as it is for everyone: what was not asked for is hidden here.

const ASKED = ["kind", "area", "day", "free", "step-free", "spoken", "q", "after", "before"];

/** Bring `section` (the rows of "/") to what the address asks for. */
export function applyFilters(section) {
  const asked = readQuestion(location.search);
  const shown = readQuestion(section.dataset.shows);
  if (ASKED.every((name) => asked[name] === shown[name])) return; // the server did it
  const rows = [...document.querySelectorAll("main [data-kind]")];
  for (const row of rows) row.hidden ||= !fits(row, asked);
  const undated = document.getElementById("undated");
  if (undated) undated.hidden = rows.every((row) => row.hidden || !undated.contains(row));
  document.getElementById("needs-signal").hidden = !(asked.day || asked.q || asked.after || asked.before);
  document.getElementById("nothing-left").hidden = rows.some((row) => !row.hidden);
}

function readQuestion(query) {
  const values = new URLSearchParams(query);
  return Object.fromEntries(ASKED.map((name) => [name, values.get(name)?.trim() ?? ""]));
}

function fits(row, { kind, area, day, free, "step-free": stepFree, spoken, q }) {
  const { dataset } = row;
  return (
    (!kind || dataset.kind === kind) &&
    (!area || dataset.area === area) &&
    (!free || "free" in dataset) &&
    (!stepFree || "stepFree" in dataset) &&
    (!spoken || (dataset.spoken ?? "").split(" ").includes(spoken)) &&
    (dataset.ends ?? "9").slice(0, 10) >= day &&
    holds(row.textContent, q)
  );
}

/** Whether every word of `q` stands in the text, whatever its case and accents. */
function holds(text, q) {
  const found = fold(text);
  return fold(q).split(/\s+/).every((word) => found.includes(word));
}

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
