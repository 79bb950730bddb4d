// What node-ical finds in iTIP messages: one JSON object a file.
import ical from "node-ical";

const seconds = (date) => Math.round(date.getTime() / 1000);
for (const file of process.argv.slice(2)) {
  const found = Object.values(ical.sync.parseFile(file));
  const event = found.find((each) => each.type === "VEVENT");
  const { method } = found.find((each) => each.type === "VCALENDAR") ?? event;
  console.log(JSON.stringify({
    method: method ?? event.method,
    uid: event.uid,
    sequence: Number(event.sequence),
    start: seconds(event.start),
    end: seconds(event.end),
  }));
}
