"""Memory and processor time of the site's processes, from /proc."""

import asyncio
import os
from dataclasses import dataclass, field
from pathlib import Path

from .services import Program, Services
from .visitors import Log

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> int | None:
    """Resident memory in bytes; None if the process has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES
    except (OSError, IndexError):
        return None


def processor_seconds(programs: list[Program]) -> float:
    """Used so far by the processes that are running."""
    total = 0
    for pid in (pid for program in programs for pid in program.pids):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


@dataclass(frozen=True)
class Sample:
    """The resident memory of each process in bytes, by its program's name and process ID."""

    at: float
    memory: dict[tuple[str, int], int]


@dataclass
class Sampler:
    """Takes a sample every second."""

    services: Services
    log: Log
    samples: list[Sample] = field(default_factory=list)

    async def run(self) -> None:
        while True:
            sizes = {
                (program.name, pid): size
                for program in self.services.programs
                for pid in program.pids
                if (size := memory(pid)) is not None
            }
            self.samples.append(Sample(self.log.now(), sizes))
            await asyncio.sleep(1)
