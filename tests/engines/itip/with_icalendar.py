"""icalendar: reads every message in a folder."""

import json
import sys
from pathlib import Path

from icalendar import Calendar

read = {}
for file in Path(sys.argv[1]).glob("*.ics"):
    calendar = Calendar.from_ical(file.read_bytes())
    read[file.name] = [
        {
            "method": calendar["METHOD"],
            "uid": event["UID"],
            "sequence": event["SEQUENCE"],
            "stamp": int(event["DTSTAMP"].dt.timestamp()),
            "start": int(event["DTSTART"].dt.timestamp()),
            "end": int(event["DTEND"].dt.timestamp()),
            "location": event.get("LOCATION", ""),
            "video": event.get("CONFERENCE", ""),
        }
        for event in calendar.walk("VEVENT")
    ]
print(json.dumps(read))
