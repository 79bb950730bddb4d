"""Writes what a run has shown, and says which promises were broken."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .accounting import memory_growth, percentile, seconds_to_recovery, split_errors, takeovers
from .capacity import Capacity
from .processes import Sample
from .timetable import FULL_MINUTES, Window
from .visitors import Log, Outcome

# Shorter runs measure the warming up.
LEAST_MINUTES_FOR_MEMORY = FULL_MINUTES / 2
MAX_GROWTH = 1.1
ZERO_REQUESTS = ("unanswered", "lost", "doubled", "with another receipt", "held as spam")
ZERO_MESSAGES = ("waiting", "failed", "lost", "doubled", "of nobody", "requests without")


@dataclass
class Run:
    """Everything that the report is made of. ``loads_until`` is when the last request was answered, in seconds."""

    minutes: float
    recovery: float
    loads_until: float
    log: Log
    windows: Sequence[Window]
    samples: Sequence[Sample]
    capacities: Mapping[str, Capacity]
    settling_seconds: float
    requests: Mapping[str, int] = field(default_factory=dict)
    messages: Mapping[str, int] = field(default_factory=dict)
    message_delays: Sequence[float] = ()


def print_report(run: Run) -> list[str]:
    """Returns the broken promises."""
    broken = [
        *report_errors(run),
        *report_counts("requests", run.requests, ZERO_REQUESTS),
        *report_counts("messages", run.messages, ZERO_MESSAGES),
        *report_memory(run),
    ]
    delays = ", ".join(f"{percentile(run.message_delays, share):.1f} s" for share in (0.5, 0.99, 1))
    print(f"messages were accepted after {delays} (median, 99 %, longest)")
    print(f"none was waiting {run.settling_seconds:.0f} s after the last request")
    print(f"visitors sent a form again {run.log.pressed_again} times after an error")
    report_latencies(run)
    report_capacities(run.capacities)
    return broken


def report_errors(run: Run) -> list[str]:
    outcomes = run.log.outcomes
    inside, outside = split_errors(outcomes, run.windows, run.recovery)
    print(f"\n{len(outcomes)} requests, {sum(outcome.is_error for outcome in outcomes)} errors.\n")
    print(
        f"{'fault':22}{'from':>7}{'to':>7}{'recovery':>10}{'taken over':>12}  errors until {run.recovery:g} s after it"
    )
    for window in run.windows:
        recovered = seconds_to_recovery(window, outcomes, run.windows)
        times = f"{window.starts:7.1f}{window.ends:7.1f}{recovered:8.1f} s"
        taken_over = takeovers(window, outcomes, run.recovery)
        print(f"{window.fault.name:22}{times}{taken_over:12}  {listed(inside[window.fault.name])}")
    print(f"{'outside of all faults':58}  {listed(outside)}\n")
    return [f"errors outside of the faults: {listed(outside)}"] if outside else []


def report_counts(name: str, counts: Mapping[str, int], zero: Sequence[str]) -> list[str]:
    print(f"{name}: {listed(counts)}")
    return [f"{name} {key}: {counts[key]}" for key in zero if counts[key]]


def report_memory(run: Run) -> list[str]:
    broken = []
    print("memory a fifth of the run after the start of a process, and at the end of the run:")
    for (name, pid), (first, last) in sorted(memory_growth(run.samples, run.loads_until).items()):
        print(f"  {name} ({pid}): {first / 1e6:.1f} MB, {last / 1e6:.1f} MB, {last / first - 1:+.1%}")
        if last > first * MAX_GROWTH and run.minutes >= LEAST_MINUTES_FOR_MEMORY and name != "redis":
            broken.append(f"memory of {name} ({pid}) grew by {last / first - 1:.1%}")
    return broken


def report_latencies(run: Run) -> None:
    """Of requests outside of faults and within them."""
    print(
        f"\n{'milliseconds':16}{'requests':>9}{'median':>9}{'95 %':>9}{'99 %':>9}   in faults{'99 %':>9}{'longest':>9}"
    )
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in run.log.outcomes:
        by_kind[outcome.kind].append(outcome)
    for kind, outcomes in by_kind.items():
        usual, faulty = list[float](), list[float]()
        for outcome in outcomes:
            during = any(window.overlaps(outcome.starts, outcome.ends, run.recovery) for window in run.windows)
            (faulty if during else usual).append((outcome.ends - outcome.starts) * 1000)
        times = "".join(f"{percentile(usual, share):9.0f}" for share in (0.5, 0.95, 0.99))
        print(f"{kind:16}{len(outcomes):9}{times}{percentile(faulty, 0.99):21.0f}{max(faulty, default=0):9.0f}")
    print(f"The load generator was late by {percentile(run.log.lateness, 0.99) * 1000:.0f} ms at the 99th percentile.")


def report_capacities(capacities: Mapping[str, Capacity]) -> None:
    empty = capacities["empty view"]
    print(f"\n{'':24}{'requests/s':>11}{'of empty':>10}{'CPU ms':>8}{'times empty':>13}")
    for kind, one in capacities.items():
        shares = f"{one.rate / empty.rate:10.1%}{one.milliseconds:8.1f}{one.milliseconds / empty.milliseconds:13.1f}"
        print(f"{kind:24}{one.rate:11.0f}{shares}")


def write_seconds(path: Path, run: Run) -> None:
    """A line of JSON for each second: requests, errors, latencies in milliseconds, the fault, memory in MB."""
    by_second: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in run.log.outcomes:
        by_second[int(outcome.ends)].append(outcome)
    memory = {int(sample.at): sample.memory for sample in run.samples}
    with path.open("w") as lines:
        for second in range(int(run.loads_until) + 1):
            outcomes = by_second[second]
            times = [(outcome.ends - outcome.starts) * 1000 for outcome in outcomes]
            line = {
                "second": second,
                "fault": [each.fault.name for each in run.windows if each.overlaps(second, second + 1, 0)],
                "requests": Counter(outcome.kind for outcome in outcomes),
                "errors": Counter(f"{outcome.kind} {outcome.status}" for outcome in outcomes if outcome.is_error),
                **{f"p{round(share * 100)}": round(percentile(times, share)) for share in (0.5, 0.95, 0.99)},
                "memory": {
                    f"{name} ({pid})": round(size / 1e6, 1) for (name, pid), size in memory.get(second, {}).items()
                },
            }
            lines.write(json.dumps(line) + "\n")


def listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name}: {number}" for name, number in counts.items()) or "none"
