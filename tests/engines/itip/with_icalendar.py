"""icalendar: reads every message in a folder."""

import json
import sys
from datetime import datetime
from pathlib import Path

import recurring_ical_events
from icalendar import Calendar, Event


def times(calendar: Calendar, event: Event) -> list[tuple[int, int]]:
    """The times of the event alone, by its own rule."""
    alone = Calendar(calendar)
    for component in (*calendar.walk("VTIMEZONE"), event):
        alone.add_component(component)
    if "RRULE" not in event:
        return [(int(event["DTSTART"].dt.timestamp()), int(event["DTEND"].dt.timestamp()))]
    instances = recurring_ical_events.of(alone).between(datetime(2025, 12, 31), datetime(2028, 1, 2))
    return [(int(each["DTSTART"].dt.timestamp()), int(each["DTEND"].dt.timestamp())) for each in instances]


read = {}
for file in Path(sys.argv[1]).glob("*.ics"):
    calendar = Calendar.from_ical(file.read_bytes())
    read[file.name] = [
        {
            "method": calendar["METHOD"],
            "uid": event["UID"],
            "sequence": event["SEQUENCE"],
            "stamp": int(event["DTSTAMP"].dt.timestamp()),
            "recurrence_id": int(event["RECURRENCE-ID"].dt.timestamp()) if "RECURRENCE-ID" in event else None,
            "times": times(calendar, event),
            "location": event.get("LOCATION", ""),
            "video": event.get("CONFERENCE", ""),
        }
        for event in calendar.walk("VEVENT")
    ]
print(json.dumps(read))
