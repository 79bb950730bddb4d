"""How commands end: at SIGTERM or SIGINT, within two seconds."""

import os
import signal
import threading
from types import FrameType
from typing import Any, Self

SIGNALS = (signal.SIGTERM, signal.SIGINT)
#: Seconds that a piece of work may take after the signal, before an exception interrupts it.
GRACE_SECONDS = 1.2
# Code that no exception reaches, such as a wait for SQLite's lock, ends with the process. Everything that a worker
# does survives it: claims have leases.
EXIT_SECONDS = 1.8


class StopSignals:
    """Between its start and end, a signal only sets ``is_set``, so that the command ends between two pieces of work.

    A piece that takes longer, such as a message to a server that does not respond, is interrupted by ``SystemExit``.
    """

    def __init__(self) -> None:
        self._event = threading.Event()
        self._previous: dict[int, Any] = {}
        self._timers: list[threading.Timer] = []

    def is_set(self) -> bool:
        return self._event.is_set()

    def wait(self, seconds: float) -> None:
        """Waits, at most until a signal."""
        self._event.wait(seconds)

    def __enter__(self) -> Self:
        # Only the main thread has signals.
        if threading.current_thread() is threading.main_thread():
            self._previous = {number: signal.signal(number, self._stop) for number in SIGNALS}
        return self

    def __exit__(self, *error: object) -> None:
        for timer in self._timers:
            timer.cancel()
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self._event.is_set():
            raise SystemExit(0)
        self._event.set()
        # The second signal goes to this thread, whose waiting for a server it interrupts.
        again = threading.Timer(GRACE_SECONDS, signal.pthread_kill, [threading.get_ident(), number])
        self._timers = [again, threading.Timer(EXIT_SECONDS, os._exit, [0])]
        for timer in self._timers:
            timer.daemon = True
            timer.start()
