// node-ical, as Home Assistant's and many Node programs use it.
import ical from "node-ical";

const from = new Date("2025-12-31T00:00:00Z");
const to = new Date("2028-01-02T00:00:00Z");
const seconds = (date) => Math.round(date.getTime() / 1000);
const times = [];
for (const event of Object.values(ical.sync.parseFile(process.argv[2]))) {
  if (event.type !== "VEVENT") continue;
  const found = event.rrule ? ical.expandRecurringEvent(event, { from, to }) : [event];
  times.push(...found.map(({ start, end }) => [seconds(start), seconds(end)]));
}
console.log(JSON.stringify(times));
