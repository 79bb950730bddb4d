"""Limits of the processes that fetch and read calendars, and what their exit statuses mean."""

import signal
import sys
from collections.abc import Iterable

CPU_SECONDS = 2
MEMORY_BYTES = 256 * 1024 * 1024
#: Wall-clock time for a job: fetching may take 15 seconds of it, reading 2 seconds of CPU time.
TIMEOUT_SECONDS = 25.0
#: After so many jobs a process is replaced, so that it does not use outdated data of time zones for ever.
MAX_JOBS = 500
#: Whether a fetching process runs each job in a fork of itself. Windows has none, and on macOS system libraries do not
#: survive it; there, each job has a process of its own.
FORKS = sys.platform not in ("win32", "darwin")


def limit_memory() -> None:
    """Caps the memory of this process and its children, and has them write no core files."""
    _limit([("RLIMIT_AS", MEMORY_BYTES), ("RLIMIT_CORE", 0)])


def limit_cpu() -> None:
    """Caps the CPU time of this process; a child starts at zero again."""
    _limit([("RLIMIT_CPU", CPU_SECONDS)])


def _limit(limits: Iterable[tuple[str, int]]) -> None:
    """Where the system supports it (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    for name, limit in limits:
        kind = getattr(resource, name)
        hard_limit = resource.getrlimit(kind)[1]
        try:
            resource.setrlimit(kind, (limit, hard_limit))
        except (ValueError, OSError):
            continue


def exit_error(code: int) -> str:
    """The error of a process that ended without a result, by its exit code; a signal's is negative."""
    limit_signals = {-number for name in ("SIGXCPU", "SIGKILL") if (number := getattr(signal, name, None))}
    return "too_heavy" if code in limit_signals else "crashed"
