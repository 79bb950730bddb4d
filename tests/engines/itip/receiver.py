"""``receiver.py <engine> <folder> read|kept``: what an engine made of the messages, against what must be shown.

``read``: standard input holds {file: [event]} as the engine read the messages, and a receiver that follows RFC 5546
keeps them here. ``kept``: the engine is a receiver itself, and says what it shows after each step: {case: [[event]]}.
"""

import json
import sys
from pathlib import Path
from typing import Any

Event = dict[str, Any]


class Receiver:
    """Goes by SEQUENCE, then by DTSTAMP (RFC 5546, 2.1.5); remembers what was cancelled, so nothing old revives it."""

    def __init__(self) -> None:
        self.kept: dict[str, Event] = {}

    def receive(self, message: Event) -> None:
        known = self.kept.get(message["uid"])
        if known is None and message["method"] == "CANCEL":
            raise ValueError("CANCEL of an event that was never sent")
        if known is None or age(message) > age(known):
            self.kept[message["uid"]] = message

    def shown(self) -> list[list[Any]]:
        return sorted(entry(each) for each in self.kept.values() if each["method"] == "REQUEST")


def age(event: Event) -> tuple[int, int]:
    return event["sequence"], event["stamp"]


def entry(event: Event) -> list[Any]:
    return [event[key] for key in ("uid", "start", "end", "location", "video")]


def keep(steps: list[Event], read: dict[str, list[Event]]) -> list[list[list[Any]]]:
    """What is shown after each step, and once more after all old messages have come again, the last first."""
    receiver, shown = Receiver(), []
    for step in steps:
        for file in step["files"]:
            (event,) = read[file]
            receiver.receive(event)
        shown.append(receiver.shown())
    for file in [file for step in steps for file in step["files"]][::-1]:
        receiver.receive(read[file][0])
    return [*shown, receiver.shown()]


def main() -> int:
    engine, folder, mode = sys.argv[1:]
    cases = json.loads((Path(folder) / "cases.json").read_text())
    answer, failed = json.load(sys.stdin), 0
    for name, steps in cases.items():
        right = [step["events"] for step in steps]
        if mode == "read":
            shown, right = keep(steps, answer), [*right, right[-1]]
        else:
            shown = [sorted(entry(each) for each in events) for events in answer[name]]
        if shown == right:
            sent = sum(len(step["files"]) for step in steps)
            print(f"ok    {engine}, {name}: {sent} messages, events shown: {', '.join(str(len(one)) for one in shown)}")
            continue
        failed = 1
        print(f"WRONG {engine}, {name}")
        for number, (one, other) in enumerate(zip(shown, right, strict=True)):
            if one != other:
                print(f"      step {number}: {one}\n      instead of {other}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
