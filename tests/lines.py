"""A line between browser and program that a test can cut and mend."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_CHUNK = 1 << 16


class Line:
    """Everything sent to `port` of this computer goes to the program, until the line is cut."""

    def __init__(self, program_port: int) -> None:
        self._program_port = program_port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        self.address = f"http://localhost:{self.port}"
        self._whole = True
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        """All connections end, and new ones are closed at once."""
        self._whole = False
        for end in list(self._open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """New connections go through again."""
        self._whole = True

    def close(self) -> None:
        """No more of it."""
        self.cut()
        self._door.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with near, suppress(OSError):
            if not self._whole:
                return
            with socket.create_connection(("127.0.0.1", self._program_port)) as far:
                for end in (near, far):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._open |= {near, far}
                try:
                    _between(near, far)
                finally:
                    self._open -= {near, far}


def _between(near: socket.socket, far: socket.socket) -> None:
    with selectors.DefaultSelector() as ears:
        ears.register(near, selectors.EVENT_READ, far)
        ears.register(far, selectors.EVENT_READ, near)
        while True:
            for key, _ in ears.select():
                said = key.fileobj.recv(_CHUNK)  # type: ignore[union-attr]
                if not said:
                    return
                key.data.sendall(said)


@contextmanager
def line_to(program_port: int) -> Iterator[Line]:
    """A whole line within the block."""
    line = Line(program_port)
    try:
        yield line
    finally:
        line.close()
