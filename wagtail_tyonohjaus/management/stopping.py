"""How commands end: at SIGTERM or SIGINT, within two seconds."""

import os
import signal
import threading
import time
from types import FrameType
from typing import Any, Self

SIGNALS = (signal.SIGTERM, signal.SIGINT)
#: Seconds that a piece of work may take after the signal, before an exception interrupts it.
GRACE_SECONDS = 1.2
# Code that no exception reaches, such as a wait for SQLite's lock, ends with the process after so many seconds more.
# Everything that a worker does survives it: claims have leases.
EXIT_SECONDS = 0.6


class StopSignals:
    """Between its start and end, a signal only sets ``is_set``, so that the command ends between two pieces of work.

    A piece that takes longer, such as a message to a server that does not respond, is interrupted by ``SystemExit``.
    """

    def __init__(self) -> None:
        self._event = threading.Event()
        self._is_over = self._interrupts = False
        self._previous: dict[int, Any] = {}
        self._pipe: tuple[int, int] | None = None

    def is_set(self) -> bool:
        return self._event.is_set()

    def wait(self, seconds: float) -> None:
        """Waits, at most until a signal."""
        self._event.wait(seconds)

    def __enter__(self) -> Self:
        # Only the main thread has signals.
        if threading.current_thread() is threading.main_thread():
            self._pipe = os.pipe()
            os.set_blocking(self._pipe[1], False)
            threading.Thread(target=self._watch, args=[self._pipe[0]], name="tyonohjaus-signals", daemon=True).start()
            signal.set_wakeup_fd(self._pipe[1], warn_on_full_buffer=False)
            self._previous = {number: signal.signal(number, self._handle) for number in SIGNALS}
        return self

    def __exit__(self, *error: object) -> None:
        self._is_over = True
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        if self._pipe:
            signal.set_wakeup_fd(-1)
            os.close(self._pipe[1])

    def _handle(self, number: int, frame: FrameType | None) -> None:
        """Python calls it in the main thread, after the code that waits for a server has been interrupted."""
        if self._interrupts and not self._is_over:
            raise SystemExit(0)

    def _watch(self, pipe: int) -> None:
        """A thread, since the main one may be in code that calls no Python function for long."""
        arrived = os.read(pipe, 1)
        if not arrived:  # the command has ended
            os.close(pipe)
            return
        self._event.set()
        time.sleep(GRACE_SECONDS)
        self._interrupts = True
        if not self._is_over:
            signal.pthread_kill(threading.main_thread().ident or 0, arrived[0])
            time.sleep(EXIT_SECONDS)
        if not self._is_over:
            os._exit(0)
