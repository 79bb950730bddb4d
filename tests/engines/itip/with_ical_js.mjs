// ical.js: reads every message in a folder.
import { readdirSync, readFileSync } from "node:fs";
import ICAL from "ical.js";

const folder = process.argv[2];
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
      start: event.startDate.toUnixTime(),
      end: event.endDate.toUnixTime(),
      location: event.location ?? "",
      video: component.getFirstPropertyValue("conference") ?? "",
    };
  });
}
console.log(JSON.stringify(read));
