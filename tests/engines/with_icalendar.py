"""icalendar with recurring-ical-events."""

import json
import sys
from datetime import datetime
from pathlib import Path

import recurring_ical_events
from icalendar import Calendar

calendar = Calendar.from_ical(Path(sys.argv[1]).read_bytes())
events = recurring_ical_events.of(calendar).between(datetime(2025, 12, 31), datetime(2028, 1, 2))
times = [(int(event["DTSTART"].dt.timestamp()), int(event["DTEND"].dt.timestamp())) for event in events]
print(json.dumps(sorted(times)))
