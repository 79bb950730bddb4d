"""Counts what was lost, doubled or wrong, from what visitors, the mail server and the database say. Pure functions."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from .processes import Sample
from .timetable import Window
from .visitors import Outcome

# A process that is killed may have had a message accepted so many seconds before and not stored that yet.
UNKNOWN_SECONDS = 2
# So many seconds before and after a moment are looked at, since memory varies from one request to the next.
MEMORY_SECONDS = 10


@dataclass(frozen=True)
class StoredRequest:
    email: str
    reference: str
    receipt: str
    is_held: bool = False


@dataclass(frozen=True)
class StoredMessage:
    """``about`` is the reference of a request or a session; ``created_at`` is in seconds of Unix time."""

    message_id: str
    about: str
    audience: str
    state: str
    created_at: float = 0.0


def count_requests(
    receipts: Mapping[str, set[str]], unanswered: Collection[str], stored: Sequence[StoredRequest]
) -> dict[str, int]:
    """``receipts`` has the URLs of the receipts that each visitor was shown, by e-mail address."""
    rows = defaultdict(list)
    for request in stored:
        rows[request.email].append(request.receipt)
    return {
        "answered": len(receipts),
        "unanswered": len(unanswered),
        "stored": len(stored),
        "lost": sum(email not in rows for email in receipts),
        "doubled": sum(len(found) > 1 for found in rows.values()),
        "with another receipt": sum(
            not shown <= set(rows[email]) or len(shown) > 1 for email, shown in receipts.items() if email in rows
        ),
        "held as spam": sum(request.is_held for request in stored),
    }


def count_messages(
    requests: Sequence[StoredRequest],
    messages: Sequence[StoredMessage],
    accepted: Mapping[str, Sequence[float]],
    windows: Sequence[Window],
) -> dict[str, int]:
    """``accepted`` has the times at which the mail server accepted a message, by Message-ID."""
    readers = defaultdict(set)
    for message in messages:
        readers[message.about].add(message.audience)
    again = {message_id: times for message_id, times in accepted.items() if len(times) > 1}
    unknown = {message_id for message_id, times in again.items() if is_unknown(min(times), windows)}
    states = Counter(message.state for message in messages)
    return {
        "stored": len(messages),
        "waiting": states["pending"],
        "failed": states["failed"],
        "lost": sum(message.state == "sent" and message.message_id not in accepted for message in messages),
        "doubled": len(again) - len(unknown),
        "sent again, acceptance unknown": len(unknown),
        "of nobody": len(set(accepted) - {message.message_id for message in messages}),
        "requests without": sum(readers[request.reference] != {"visitor", "staff"} for request in requests),
    }


def message_delays(
    messages: Sequence[StoredMessage], accepted: Mapping[str, Sequence[float]], begins: float
) -> list[float]:
    """Seconds until each message that was stored since ``begins`` (Unix time) was accepted for the first time."""
    return [
        min(accepted[message.message_id]) - (message.created_at - begins)
        for message in messages
        if message.created_at >= begins and message.message_id in accepted
    ]


def is_unknown(accepted_at: float, windows: Sequence[Window]) -> bool:
    """Whether the process that sent the message may have been killed before it stored that it was accepted."""
    return any(
        window.fault.kills and window.starts - UNKNOWN_SECONDS <= accepted_at <= window.ends for window in windows
    )


def split_errors(
    outcomes: Sequence[Outcome], windows: Sequence[Window], recovery: float
) -> tuple[dict[str, Counter], Counter]:
    """Errors by kind and status: those of each fault by its name, and those outside of all faults."""
    inside: dict[str, Counter] = {window.fault.name: Counter() for window in windows}
    outside: Counter = Counter()
    for outcome in outcomes:
        if not outcome.is_error:
            continue
        window = window_of(outcome, windows, recovery)
        errors = inside[window.fault.name] if window else outside
        errors[f"{outcome.kind} {outcome.status}"] += 1
    return inside, outside


def window_of(outcome: Outcome, windows: Sequence[Window], recovery: float) -> Window | None:
    """The latest fault that may have caused the outcome."""
    found = [window for window in windows if window.overlaps(outcome.starts, outcome.ends, recovery)]
    return found[-1] if found else None


def seconds_to_recovery(window: Window, outcomes: Sequence[Outcome], windows: Sequence[Window]) -> float:
    """From the end of the fault to the last error before the next one; 0 without errors after it."""
    until = min((other.starts for other in windows if other.starts > window.starts), default=float("inf"))
    errors = [outcome.ends for outcome in outcomes if outcome.is_error and window.starts <= outcome.ends < until]
    return max(0.0, max(errors, default=window.ends) - window.ends)


def takeovers(window: Window, outcomes: Sequence[Outcome], recovery: float) -> int:
    """How often the other host answered instead of the one that was asked first."""
    return sum(outcome.takeovers > 0 for outcome in outcomes if window.overlaps(outcome.starts, outcome.ends, recovery))


def memory_growth(samples: Sequence[Sample], seconds: float) -> dict[tuple[str, int], tuple[int, int]]:
    """Memory of each process in bytes: a fifth of the run after its first sample, and at the end of the run.

    Those that ended before, or started in the last two fifths, are left out.
    """
    starts: dict[tuple[str, int], float] = {}
    for sample in samples:
        for process in sample.memory:
            starts.setdefault(process, sample.at)
    growth = {}
    for process, started in starts.items():
        warm = memory_around(samples, process, started + seconds / 5)
        last = memory_around(samples, process, seconds - MEMORY_SECONDS)
        if warm and last and started < seconds * 0.6:
            growth[process] = (warm, last)
    return growth


def memory_around(samples: Sequence[Sample], process: tuple[str, int], moment: float) -> int | None:
    """The median; None if the process was not there all the time."""
    near = [sample.memory.get(process) for sample in samples if abs(sample.at - moment) <= MEMORY_SECONDS]
    sizes = [size for size in near if size is not None]
    return round(median(sizes)) if sizes and len(sizes) == len(near) else None


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of all values do not exceed; 0 without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
