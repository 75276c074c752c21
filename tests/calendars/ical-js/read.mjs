// Reads a calendar from stdin as Thunderbird and Nextcloud do, with the time zones that the calendar itself defines.
// Arguments: the module of ical.js, and two moments (ISO 8601, UTC). Prints what takes place between them as JSON.
import { readFileSync } from "node:fs";

const [module, start, end] = process.argv.slice(2);
const { default: ICAL } = await import(module);
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));

for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(new ICAL.Timezone(zone));
}

const moment = (time) => time.toJSDate().toISOString();
const events = calendar.getAllSubcomponents("vevent").map((component) => new ICAL.Event(component));
const masters = events.filter((event) => !event.isRecurrenceException());
const found = [];

const add = ({ startDate, endDate, item }) => {
  const said = item.component.getFirstPropertyValue("status");
  const [begins, ends] = [moment(startDate), moment(endDate)];
  if (said !== "CANCELLED" && ends > start && begins < end) {
    found.push([begins, ends, item.summary, item.location, item.description ?? ""]);
  }
};

for (const event of masters) {
  for (const other of events) {
    if (other.isRecurrenceException() && other.uid === event.uid) event.relateException(other);
  }
  if (!event.isRecurring()) {
    add({ startDate: event.startDate, endDate: event.endDate, item: event });
    continue;
  }
  const times = event.iterator();
  // A session that is moved may come from after the end of what is asked for.
  const furthest = new Date(Date.parse(end) + 90 * 86_400_000).toISOString();
  for (let time = times.next(); time && moment(time) < furthest; time = times.next()) {
    add(event.getOccurrenceDetails(time));
  }
}
console.log(JSON.stringify(found));
