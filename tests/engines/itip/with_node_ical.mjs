// node-ical: reads every message in a folder.
import { readdirSync } from "node:fs";
import ical from "node-ical";

const folder = process.argv[2];
const seconds = (date) => Math.round(date.getTime() / 1000);
const text = (value) => value?.val ?? value ?? "";
const read = {};
for (const name of readdirSync(folder).filter((each) => each.endsWith(".ics"))) {
  const parts = Object.values(ical.sync.parseFile(`${folder}/${name}`));
  const calendar = parts.find((part) => part.type === "VCALENDAR");
  read[name] = parts
    .filter((part) => part.type === "VEVENT")
    .map((event) => ({
      method: calendar?.method ?? event.method,
      uid: event.uid,
      sequence: Number(event.sequence),
      stamp: seconds(event.dtstamp),
      start: seconds(event.start),
      end: seconds(event.end),
      location: text(event.location),
      video: text(event.conference),
    }));
}
console.log(JSON.stringify(read));
