"""The fetching processes that run on this machine, as the system lists them."""

import os
import subprocess
from pathlib import Path


def children(parent: int | None = None) -> set[int]:
    """The identifiers of the fetching processes that a process has started, by default this one."""
    command = ["ps", "-o", "pid=,stat=", "--ppid", str(parent or os.getpid())]
    text = subprocess.run(command, capture_output=True, text=True).stdout
    rows = [line.split() for line in text.splitlines()]
    return {int(pid) for pid, state in rows if not state.startswith("Z") and is_running(int(pid))}


def descendants(parent: int | None = None) -> set[int]:
    """The same with their forks."""
    processes = children(parent)
    return processes | {fork for process in processes for fork in children(process)}


def is_running(pid: int) -> bool:
    """Whether the identifier is that of a fetching process or a fork of one, and not of another process by now."""
    try:
        return b"fetch_worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
