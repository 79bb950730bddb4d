"""libical, by its introspected library; needs Debian's own Python."""

import json
import sys

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402

with open(sys.argv[1], encoding="utf-8") as file:
    calendar = ICalGLib.Component.new_from_string(file.read())
times, replaced = [], set()
first, last = ICalGLib.Time.new_from_string("20251231T000000Z"), ICalGLib.Time.new_from_string("20280102T000000Z")
event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
while event:
    # libical leaves it to programs to replace the times of a series that have an event of their own.
    recurrence_id = event.get_recurrenceid()
    if not recurrence_id.is_null_time():
        zone = calendar.get_timezone("Europe/Helsinki")
        replaced.add(recurrence_id.as_timet_with_zone(zone))
    event.foreach_recurrence(first, last, lambda _event, span, *_: times.append((span.get_start(), span.get_end())))
    event = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
errors = calendar.count_errors()
if errors:
    sys.exit(f"libical finds {errors} errors")
print(json.dumps(sorted(time for time in times if time[0] not in replaced)))
