"""What icalendar finds in iTIP messages: one JSON object a file."""

import json
import sys
from pathlib import Path

from icalendar import Calendar

for name in sys.argv[1:]:
    calendar = Calendar.from_ical(Path(name).read_bytes())
    (event,) = calendar.walk("VEVENT")
    found = {
        "method": str(calendar["METHOD"]),
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "start": int(event["DTSTART"].dt.timestamp()),
        "end": int(event["DTEND"].dt.timestamp()),
    }
    print(json.dumps(found))
