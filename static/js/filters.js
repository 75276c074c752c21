// Without signal, "/" comes from the pack without its filters: what was not asked for is hidden here.

/** Bring `section` (the rows of "/") to what the address asks for. */
export function applyFilters(section) {
  const asked = new URLSearchParams(location.search);
  const [kind, day] = [asked.get("kind") ?? "", asked.get("day") ?? ""];
  const { showsKind, showsDay } = section.dataset;
  if (kind === showsKind && day === showsDay) return; // the server did it
  const rows = [...document.querySelectorAll("main [data-kind]")];
  for (const row of rows) {
    row.hidden ||= (kind !== "" && row.dataset.kind !== kind) || (row.dataset.ends ?? "9").slice(0, 10) < day;
  }
  const undated = document.getElementById("undated");
  if (undated) undated.hidden = rows.every((row) => row.hidden || !undated.contains(row));
  document.getElementById("needs-signal").hidden = day === "";
  document.getElementById("nothing-left").hidden = rows.some((row) => !row.hidden);
}
