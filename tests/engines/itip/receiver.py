"""``receiver.py <engine> <folder> read|stored``: what an engine made of the messages, against what is right.

``read``: standard input holds {file: [event]} as the engine read the messages, and a receiver that follows RFC 5546
keeps them here. ``stored``: the engine is a receiver itself, and says what it shows after each step: {case: [[event]]}.
"""

import json
import sys
from pathlib import Path
from typing import Any

Event = dict[str, Any]
Key = tuple[str, int | None]


#: What the engines get wrong: sabre/vobject 4.6 takes a message about one instance for one about the whole series.
KNOWN_DEFECTS = {("sabre/vobject's iTip broker", name) for name in ("series", "supervisor's series", "daily series")}


class Receiver:
    """Goes by SEQUENCE, then by DTSTAMP (RFC 5546, 2.1.5); remembers what was cancelled, so nothing old revives it.

    Events are stored by UID and RECURRENCE-ID. A message about a whole series replaces its changed instances.
    """

    def __init__(self) -> None:
        self.events: dict[Key, Event] = {}

    def receive(self, message: list[Event]) -> None:
        for event in sorted(message, key=lambda each: each["recurrence_id"] or 0):
            self._receive_event(event)

    def _receive_event(self, event: Event) -> None:
        uid, recurrence_id = event["uid"], event["recurrence_id"]
        known = self.events.get((uid, recurrence_id)) or self.events.get((uid, None))
        if known is None and event["method"] == "CANCEL":
            raise ValueError("CANCEL of an event that was never sent")
        if known is not None and (age(event) < age(known) or event == known):
            return
        if recurrence_id is None:
            self.events = {key: each for key, each in self.events.items() if key[0] != uid or age(each) > age(event)}
        self.events[uid, recurrence_id] = event

    def displayed(self) -> list[list[Any]]:
        return sorted(displayed for uid in {uid for uid, _ in self.events} for displayed in self._events_of(uid))

    def _events_of(self, uid: str) -> list[list[Any]]:
        events = {recurrence_id: event for (each, recurrence_id), event in self.events.items() if each == uid}
        master = events.pop(None, None)
        by_rule = entries(master) if master else []
        changed = [entry for event in events.values() for entry in entries(event)]
        return [entry for entry in by_rule if entry[1] not in events] + changed


def age(event: Event) -> tuple[int, int]:
    return event["sequence"], event["stamp"]


def entries(event: Event) -> list[list[Any]]:
    """What a calendar shows of an event: an entry for each of its times, none if it is cancelled."""
    times = [] if event.get("method") == "CANCEL" else event["times"]
    return [[event["uid"], *time, event["location"], event["video"]] for time in times]


def keep(steps: list[Event], read: dict[str, list[Event]]) -> list[list[list[Any]]]:
    """What is displayed after each step, and once more after all old messages have come again, the last first."""
    receiver, displayed = Receiver(), []
    for step in steps:
        for file in step["files"]:
            receiver.receive(read[file])
        displayed.append(receiver.displayed())
    for file in [file for step in steps for file in step["files"]][::-1]:
        receiver.receive(read[file])
    return [*displayed, receiver.displayed()]


def main() -> int:
    engine, folder, mode = sys.argv[1:]
    cases = json.loads((Path(folder) / "cases.json").read_text())
    answer, failed = json.load(sys.stdin), 0
    for name, steps in cases.items():
        right = [step["events"] for step in steps]
        if mode == "read":
            displayed, right = keep(steps, answer), [*right, right[-1]]
        else:
            displayed = [sorted(entry for event in events for entry in entries(event)) for events in answer[name]]
        if displayed == right:
            sent = sum(len(step["files"]) for step in steps)
            print(f"ok    {engine}, {name}: {sent} messages, events: {', '.join(str(len(one)) for one in displayed)}")
            continue
        if (engine, name) in KNOWN_DEFECTS:
            print(f"known {engine}, {name}: a defect of the engine")
            continue
        failed = 1
        print(f"WRONG {engine}, {name}")
        for number, (one, other) in enumerate(zip(displayed, right, strict=True)):
            if one != other:
                print(f"      step {number}: {one}\n      instead of {other}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
