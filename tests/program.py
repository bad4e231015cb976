"""The running program, over a data folder of its own: started, killed, and started again at the same address."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_START = "import sys; from coach.ui.server import main; main(int(sys.argv[1]), open_browser=False)"
_PATIENCE_S = 60.0


class Program:
    """The coach on a free port of this computer, its data in `folder`, started from there.

    `before` is Python that runs in it first, `environment` what it finds in its environment besides.
    """

    def __init__(self, folder: Path, before: str = "", **environment: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.address = f"http://localhost:{self.port}"
        # A database named in the environment would be shared with whoever named it.
        self._environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        self._environment |= {"COACH_DATA": str(folder), **environment}
        self._folder, self._before = folder, before
        self._log = folder / "program.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Of the process that serves."""
        assert self._process
        return self._process.pid

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", f"{self._before}\n{_START}", str(self.port)],
                env=self._environment,
                cwd=self._folder,
                stdout=log,
                stderr=log,
            )
        until_s = time.monotonic() + _PATIENCE_S
        while self._process.poll() is None and time.monotonic() < until_s:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError(f"The program did not start: {self.log()[-2000:]}")

    def log(self) -> str:
        """What it has written to the terminal so far."""
        return self._log.read_text(errors="replace")

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)

    def stop(self) -> None:
        """End it as Ctrl-C would; one that does not go within some seconds is killed."""
        self._end(signal.SIGTERM)

    def _end(self, how: int) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def running(folder: Path, before: str = "", **environment: str) -> Iterator[Program]:
    """A program that serves within the block."""
    program = Program(folder, before, **environment)
    try:
        program.start()
        yield program
    finally:
        program.stop()
