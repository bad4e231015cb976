"""The program as it is started: on loopback alone, quiet, with the page and the guarded socket."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import InvalidHandshake
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from coach.errors import CoachError
from coach.pose.silence import PROXY_VARIABLES
from coach.ui.server import main, settings

START = "import sys; from coach.ui.server import main; main(int(sys.argv[1]), open_browser=False)"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """The port of a running coach, and its process."""
    port, folder = free_port(), tmp_path_factory.mktemp("served")
    environment = {**os.environ, "COACH_DATA": str(folder)}
    with subprocess.Popen(
        [sys.executable, "-c", START, str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        wait_for(port, process)
        yield port, process
        process.terminate()


def wait_for(port: int, process: subprocess.Popen[str]) -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The program ended: {process.stdout.read() if process.stdout else ''}")


def test_the_page_is_served(served: tuple[int, subprocess.Popen[str]]) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{served[0]}/", timeout=60) as answer:
        assert answer.status == 200


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads the listening addresses from /proc")
def test_it_listens_on_loopback_alone(served: tuple[int, subprocess.Popen[str]]) -> None:
    wanted = f":{served[0]:04X}"
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    listening = [row[1] for row in rows if row[1].endswith(wanted) and row[3] == "0A"]
    assert listening == [f"0100007F{wanted}"]


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "http://127.0.0.1:{port}"])
def test_the_socket_is_there_and_refuses_a_stranger(served: tuple[int, subprocess.Popen[str]], origin: str) -> None:
    port = served[0]
    with pytest.raises(InvalidHandshake, match="403"):
        connect(
            f"ws://127.0.0.1:{port}/coach/live",
            origin=Origin(origin.format(port=port)),
            subprotocols=[Subprotocol("coach"), Subprotocol("0" * 64)],
        )


def test_a_port_in_use_is_told_in_a_sentence(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CoachError, match=f"Port {port} is in use"):
            main(port, open_browser=False)


def test_nothing_is_reported_and_no_traceback_reaches_a_patient() -> None:
    options = settings(8501)
    assert options["browser.gatherUsageStats"] is False
    assert options["server.address"] == "127.0.0.1"
    assert options["client.showErrorDetails"] == "none"


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_DATA", str(tmp_path))
    # The guard of silence changes the environment for good; the test gives it back.
    for name in (*PROXY_VARIABLES, "no_proxy", "NO_PROXY", "STREAMLIT_BROWSER_GATHER_USAGE_STATS"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    return tmp_path
