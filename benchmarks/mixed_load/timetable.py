"""When which fault happens, as a share of the run, so that a shorter run has the same faults."""

from dataclasses import dataclass

FULL_MINUTES = 10
# Shorter runs have shorter faults, but not so short that nothing notices them.
LEAST_SECONDS = 3


@dataclass(frozen=True)
class Fault:
    """``at`` is a share of the run, ``seconds`` how long the fault lasts in a run of ten minutes.

    ``kills`` says that processes are killed which may be sending a message: one that the mail server has accepted is
    sent again, since the acceptance is unknown.
    """

    name: str
    at: float
    seconds: float = 0
    kills: bool = False


# What restarts web processes and workers comes first, so that their memory can be compared over most of the run.
TIMETABLE = (
    Fault("deployment", 0.04, kills=True),
    Fault("web processes killed", 0.12, kills=True),
    Fault("workers killed", 0.15, 10, kills=True),
    Fault("PostgreSQL restarted", 0.25),
    Fault("PostgreSQL crashed", 0.34, 5),
    Fault("Redis killed", 0.44, 20),
    Fault("Redis hung", 0.56, 20),
    Fault("disk full", 0.68, 20),
)


@dataclass(frozen=True)
class Planned:
    """A fault with its times in seconds since the beginning of the run."""

    fault: Fault
    starts: float
    lasts: float


def plan(minutes: float) -> list[Planned]:
    scale = min(1.0, minutes / FULL_MINUTES)
    return [
        Planned(fault, fault.at * minutes * 60, max(LEAST_SECONDS, fault.seconds * scale) if fault.seconds else 0)
        for fault in TIMETABLE
    ]


@dataclass(frozen=True)
class Window:
    """A fault as it happened: until ``ends`` something was down. Seconds since the beginning of the run."""

    fault: Fault
    starts: float
    ends: float

    def overlaps(self, starts: float, ends: float, recovery: float) -> bool:
        """Whether a request of these times may fail: ``recovery`` seconds after the end are part of the fault."""
        return starts <= self.ends + recovery and ends >= self.starts
