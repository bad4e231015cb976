"""The way into a session: newest frame, commands in order, and an end that wakes whoever waits."""

from __future__ import annotations

import threading

from coach.live.commands import Command
from coach.live.mailbox import MAX_COMMANDS, Mailbox


def test_the_newest_frame_wins_and_the_one_before_is_given_back() -> None:
    box = Mailbox()
    assert box.put_frame((b"a", 1.0)) is None
    assert box.put_frame((b"b", 2.0)) == (b"a", 1.0)
    assert box.take() == (b"b", 2.0)


def test_commands_come_before_frames_in_their_order() -> None:
    box = Mailbox()
    box.put_frame((b"a", 1.0))
    box.put(Command("start"))
    box.put(Command("stop"))
    assert [box.take(), box.take(), box.take()] == [Command("start"), Command("stop"), (b"a", 1.0)]


def test_too_many_commands_lose_the_oldest() -> None:
    box = Mailbox()
    for n in range(MAX_COMMANDS + 5):
        box.put(Command("pause", why=f"a{n}"))
    assert box.take() == Command("pause", why="a5")


def test_ticks_push_no_command_out_and_only_the_last_one_waits() -> None:
    box = Mailbox()
    box.put(Command("stop"))
    for n in range(10 * MAX_COMMANDS):
        box.put(Command(tick_s=float(n)))
    box.put(Command("leave"))
    last = Command(tick_s=10.0 * MAX_COMMANDS - 1)
    assert [box.take(), box.take(), box.take()] == [Command("stop"), last, Command("leave")]


def test_a_pause_takes_the_frame_that_waits_with_it() -> None:
    box = Mailbox()
    box.put_frame((b"a", 1.0))
    assert box.put(Command("start")) is None
    assert box.put(Command("pause")) == (b"a", 1.0)
    assert [box.take(), box.take()] == [Command("start"), Command("pause")]


def test_whoever_waits_is_woken_by_the_end() -> None:
    box, got = Mailbox(), []
    waiting = threading.Thread(target=lambda: got.append(box.take()))
    waiting.start()
    box.put_frame((b"a", 1.0))
    waiting.join(10)
    box.put_frame((b"b", 2.0))
    box.close()
    assert (got, box.take(), box.closed) == ([(b"a", 1.0)], None, True)
