// "Choose how" on /notifications: own words and quiet time, the weekly message, and how much each topic shows.

/** What the form says, as the server takes it (`peer_app/push/choices.py`). */
export function choicesIn(form) {
  const { lock_screen_title, quiet_from, quiet_until, digest_day, digest_at } = form.elements;
  for (const field of [quiet_from, quiet_until]) field.value ||= field.dataset.ours;
  const isOurs = [quiet_from, quiet_until].every(({ value, dataset }) => value === dataset.ours);
  const discreet_topics = {};
  for (const row of form.querySelectorAll("[data-of]")) {
    if (isChosen(form, row)) discreet_topics[row.dataset.of] = JSON.parse(row.querySelector("select").value || "null");
  }
  return {
    lock_screen_title: lock_screen_title.value,
    quiet: isOurs ? null : { from: quiet_from.value, until: quiet_until.value },
    digest: { day: Number(digest_day.value), at: digest_at.value || digest_at.defaultValue },
    discreet_topics,
  };
}

/** Show what the server keeps; as defaults, too: what differs from them is not saved yet. */
export function showChoices(form, kept) {
  const { lock_screen_title, quiet_from, quiet_until, digest_day, digest_at } = form.elements;
  set(lock_screen_title, kept.lock_screen_title ?? "");
  set(quiet_from, kept.quiet?.from ?? quiet_from.dataset.ours);
  set(quiet_until, kept.quiet?.until ?? quiet_until.dataset.ours);
  select(digest_day, String(kept.digest?.day ?? 0));
  set(digest_at, kept.digest?.at ?? digest_at.defaultValue);
  for (const row of form.querySelectorAll("[data-of]")) {
    select(row.querySelector("select"), String(kept.discreet_topics?.[row.dataset.of] ?? ""));
  }
}

/** Only what is chosen above is there to choose more about. */
export function showOneByOne(form) {
  const rows = [...form.querySelectorAll("[data-of]")];
  for (const row of rows) row.hidden = !isChosen(form, row);
  form.querySelector("[data-digest]").hidden = !form.querySelector("[value=digest]").checked;
  form.querySelector("[data-one-by-one]").hidden = rows.every((row) => row.hidden);
}

const isChosen = (form, row) => form.querySelector(`[name=topic][value="${CSS.escape(row.dataset.of)}"]`).checked;
const set = (field, value) => (field.value = field.defaultValue = value);

function select(field, value) {
  for (const option of field.options) option.selected = option.defaultSelected = option.value === value;
}
