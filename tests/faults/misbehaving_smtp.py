"""An SMTP server that stops responding or disconnects at a given stage."""

import socket
import struct
import threading

ANSWERS = {"EHLO": b"250 rude\r\n", "MAIL": b"250 ok\r\n", "RCPT": b"250 ok\r\n", "DATA": b"354 go on\r\n"}
STAGES = ["connect", *ANSWERS, "body", "end"]


class RudeServer:
    """``stage`` is a command, "connect", "body" (in the middle of a mail) or "end" (everything read, no response)."""

    def __init__(self, stage: str, hangs: bool) -> None:
        self.stage, self.hangs = stage, hangs
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.released = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.released.set()
        # Wakes up the thread; closing the socket alone would not.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join(10)
        self.listener.close()

    def _serve(self) -> None:
        while True:
            try:
                visitor, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(visitor,), daemon=True).start()

    def _talk(self, visitor: socket.socket) -> None:
        with visitor, visitor.makefile("rb") as lines:
            try:
                self._converse(visitor, lines)
            except OSError:
                return
            if self.hangs:
                self.released.wait(10)
            # A reset instead of an orderly end, as from a machine that went down.
            visitor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _converse(self, visitor, lines) -> None:
        """Returns at the stage of the fault."""
        if self.stage == "connect":
            return
        visitor.sendall(b"220 rude\r\n")
        for line in lines:
            command = line[:4].decode().upper()
            if command == self.stage:
                return
            visitor.sendall(ANSWERS.get(command, b"250 ok\r\n"))
            if command == "DATA":
                break
        for line in lines:
            if self.stage == "body" or line == b".\r\n":
                return
