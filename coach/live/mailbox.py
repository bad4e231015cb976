"""Frames and commands on their way to a session: the newest frame wins, commands come first and in their order."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field

from coach.live.commands import Command

#: A picture as it came, and the camera's time in seconds.
Frame = tuple[bytes, float]

#: Commands that wait; a browser that sends more than a person can press loses the oldest.
MAX_COMMANDS = 64


@dataclass(slots=True)
class Mailbox:
    """Filled from any thread, emptied by the session's own."""

    _changed: threading.Condition = field(default_factory=threading.Condition)
    _frame: Frame | None = None
    _commands: deque[Command] = field(default_factory=lambda: deque(maxlen=MAX_COMMANDS))
    _closed: bool = False

    @property
    def closed(self) -> bool:
        """True once nothing more is taken."""
        return self._closed

    def put_frame(self, frame: Frame) -> Frame | None:
        """Let a frame wait; the one that waited before it, which is dropped."""
        with self._changed:
            late, self._frame = self._frame, frame
            self._changed.notify()
        return late

    def put(self, command: Command) -> Frame | None:
        """Let a command wait. A tick takes the place of the last one, a pause that of the frame, which is returned."""
        late = None
        with self._changed:
            if command.tick_s is not None:
                self._commands = deque((one for one in self._commands if one.tick_s is None), MAX_COMMANDS)
            elif command.do == "pause":
                late, self._frame = self._frame, None
            self._commands.append(command)
            self._changed.notify()
        return late

    def take(self) -> Command | Frame | None:
        """The next command, else the newest frame; waits for one, and gives None once the box is closed."""
        with self._changed:
            while self._frame is None and not self._commands and not self._closed:
                self._changed.wait()
            if self._closed:
                return None
            if self._commands:
                return self._commands.popleft()
            frame, self._frame = self._frame, None
            return frame

    def close(self) -> None:
        """Nothing more is taken; what waits is forgotten."""
        with self._changed:
            self._closed = True
            self._frame = None
            self._commands.clear()
            self._changed.notify()
