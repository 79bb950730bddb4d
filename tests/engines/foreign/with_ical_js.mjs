// The busy times that ical.js reads in each calendar: node with_ical_js.mjs FOLDER > JSON
import { readdirSync, readFileSync } from "node:fs";
import ICAL from "ical.js";

const [since, until] = [Date.UTC(2026, 8, 1) / 1000, Date.UTC(2027, 3, 15) / 1000];
const folder = process.argv[2];
const home = "Europe/Helsinki";

function busyTimes(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  }
  const events = calendar.getAllSubcomponents("vevent").map((component) => new ICAL.Event(component));
  const times = [];
  for (const event of events.filter((one) => !one.isRecurrenceException())) {
    for (const other of events.filter((one) => one.isRecurrenceException() && one.uid === event.uid)) {
      event.relateException(other);
    }
    const starts = event.iterator();
    for (let start = starts.next(), count = 0; start && count < 10000; start = starts.next(), count += 1) {
      const { startDate, endDate, item } = event.getOccurrenceDetails(start);
      const isCancelled = item.component.getFirstPropertyValue("status") === "CANCELLED";
      if (!isCancelled) times.push([seconds(startDate), seconds(endDate)]);
      if (!event.isRecurring()) break;
    }
  }
  return times.filter(([start, end]) => end > since && start < until).sort((one, other) => one[0] - other[0]);
}

// Dates and floating times are the supervisor's; the machine's zone stands for it.
function seconds(time) {
  const isLocal = time.isDate || time.zone === ICAL.Timezone.localTimezone || time.zone.tzid === "floating";
  return isLocal ? Math.round(time.toJSDate().getTime() / 1000) : time.toUnixTime();
}

if (Intl.DateTimeFormat().resolvedOptions().timeZone !== home) throw new Error(`run with TZ=${home}`);
const results = {};
for (const file of readdirSync(folder).filter((name) => name.endsWith(".ics")).sort()) {
  try {
    results[file] = busyTimes(readFileSync(`${folder}/${file}`, "utf8"));
  } catch (error) {
    results[file] = "error";
  }
}
console.log(JSON.stringify(results));
