// ical.js: reads every message in a folder.
import { readdirSync, readFileSync } from "node:fs";
import ICAL from "ical.js";

const folder = process.argv[2];

// The times of the event alone, by its own rule.
function times(component) {
  const event = new ICAL.Event(component, { strictExceptions: true, exceptions: [] });
  const length = event.endDate.toUnixTime() - event.startDate.toUnixTime();
  if (!event.isRecurring()) return [[event.startDate.toUnixTime(), event.endDate.toUnixTime()]];
  const starts = event.iterator(), all = [];
  for (let start = starts.next(); start; start = starts.next()) {
    all.push([start.toUnixTime(), start.toUnixTime() + length]);
  }
  return all;
}

const read = {};
for (const name of readdirSync(folder).filter((each) => each.endsWith(".ics"))) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(`${folder}/${name}`, "utf8")));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  }
  read[name] = calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      method: calendar.getFirstPropertyValue("method"),
      uid: event.uid,
      sequence: event.sequence,
      stamp: component.getFirstPropertyValue("dtstamp").toUnixTime(),
      recurrence_id: event.recurrenceId?.toUnixTime() ?? null,
      times: times(component),
      location: event.location ?? "",
      video: component.getFirstPropertyValue("conference") ?? "",
    };
  });
}
console.log(JSON.stringify(read));
