// ical.js, as Thunderbird and Nextcloud use it.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(new ICAL.Timezone(zone));
}
const times = [];
for (const component of calendar.getAllSubcomponents("vevent")) {
  const event = new ICAL.Event(component);
  const starts = event.iterator();
  for (let start = starts.next(); start; start = starts.next()) {
    const { startDate, endDate } = event.getOccurrenceDetails(start);
    times.push([startDate.toUnixTime(), endDate.toUnixTime()]);
    if (!event.isRecurring()) break;
  }
}
console.log(JSON.stringify(times));
