// node-ical: reads every message in a folder.
import { readdirSync } from "node:fs";
import ical from "node-ical";

const folder = process.argv[2];
const seconds = (date) => Math.round(date.getTime() / 1000);
const text = (value) => value?.val ?? value ?? "";
const [from, to] = [new Date("2025-12-31T00:00:00Z"), new Date("2028-01-02T00:00:00Z")];

// The times of the event alone, by its own rule.
function times(event) {
  const alone = { ...event, recurrences: undefined };
  const all = event.rrule ? ical.expandRecurringEvent(alone, { from, to }) : [event];
  return all.map(({ start, end }) => [seconds(start), seconds(end)]);
}

// Changed instances are kept twice in the event of the series, by day and by time.
function withChanged(event) {
  const isAlone = !event.rrule && !event.recurrenceid;
  return isAlone ? [event] : [...(event.rrule ? [event] : []), ...new Set(Object.values(event.recurrences ?? {}))];
}

const read = {};
for (const name of readdirSync(folder).filter((each) => each.endsWith(".ics"))) {
  const parts = Object.values(ical.sync.parseFile(`${folder}/${name}`));
  const calendar = parts.find((part) => part.type === "VCALENDAR");
  read[name] = parts
    .filter((part) => part.type === "VEVENT")
    .flatMap(withChanged)
    .map((event) => ({
      method: calendar?.method ?? event.method,
      uid: event.uid,
      sequence: Number(event.sequence),
      stamp: seconds(event.dtstamp),
      recurrence_id: event.recurrenceid ? seconds(event.recurrenceid) : null,
      times: times(event),
      location: text(event.location),
      video: text(event.conference),
    }));
}
console.log(JSON.stringify(read));
