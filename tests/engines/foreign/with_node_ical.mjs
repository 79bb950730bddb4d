// The busy times that node-ical reads in each calendar: node with_node_ical.mjs FOLDER > JSON
import { readdirSync } from "node:fs";
import ical from "node-ical";

const from = new Date("2026-09-01T00:00:00Z");
const to = new Date("2027-04-15T00:00:00Z");
const folder = process.argv[2];
const home = "Europe/Helsinki";

const seconds = (date) => Math.round(date.getTime() / 1000);

function busyTimes(file) {
  const times = [];
  for (const event of Object.values(ical.sync.parseFile(`${folder}/${file}`))) {
    if (event.type !== "VEVENT" || event.status === "CANCELLED") continue;
    const instances = event.rrule || event.rdate ? ical.expandRecurringEvent(event, { from, to }) : [event];
    times.push(...instances.map(({ start, end }) => [seconds(start), seconds(end)]));
  }
  return times
    .filter(([start, end]) => end > seconds(from) && start < seconds(to))
    .sort((one, other) => one[0] - other[0]);
}

if (Intl.DateTimeFormat().resolvedOptions().timeZone !== home) throw new Error(`run with TZ=${home}`);
const results = {};
for (const file of readdirSync(folder).filter((name) => name.endsWith(".ics")).sort()) {
  try {
    results[file] = busyTimes(file);
  } catch (error) {
    results[file] = "error";
  }
}
console.log(JSON.stringify(results));
