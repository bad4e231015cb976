"""Starts the pages on this computer alone, and opens the browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from coach.errors import CoachError
from coach.live.film_job import sweep_uploads
from coach.live.recovery import recover_sets
from coach.live.socket import live_route
from coach.pose.silence import be_silent
from coach.ui.assets import assets_route
from coach.ui.tokens import streamlit_theme

#: Loopback only: nobody else in the network can reach the pages or the camera's socket.
ADDRESS = "127.0.0.1"
MAX_UPLOAD_MB = 500
_PAGE = Path(__file__).with_name("app.py")
_PATIENCE_S = 30.0


def main(port: int = 8501, open_browser: bool = True, page: str = "") -> None:
    """Serve until stopped; the browser opens `page`, a path with its query.

    Raises
    ------
    CoachError: the port is taken, or the data folder cannot be written.
    """
    outside = dict(os.environ)
    be_silent()
    _check_port(port)
    sweep_uploads()
    if recovered := recover_sets():
        sys.stdout.write(f"Sets that were interrupted and are now under Review: {recovered}.\n")
    # Streamlit comes after the guard against its reports.
    import streamlit as st

    from coach.ui.clinic import let_through

    let_through()
    url = f"http://localhost:{port}/{page}"
    sys.stdout.write(f"The coach is at {url} (stop it with Ctrl-C).\n")
    sys.stdout.flush()
    if open_browser:
        # The browser is the person's own and keeps her own way to the network, so it gets the environment from before.
        threading.Thread(target=_open_when_ready, args=(url, port, outside), daemon=True).start()
    st.App(_PAGE, routes=[live_route(), assets_route()]).run(config=settings(port))


def settings(port: int) -> dict[str, Any]:
    """Streamlit's options: private, quiet, in our colours."""
    return {
        "server.address": ADDRESS,
        "server.port": port,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.maxUploadSize": MAX_UPLOAD_MB,
        "browser.gatherUsageStats": False,
        "browser.serverAddress": "localhost",
        "client.toolbarMode": "minimal",
        # A defect's traceback belongs in the terminal, not before a patient.
        "client.showErrorDetails": "none",
        "logger.level": "warning",
        "logger.hideWelcomeMessage": True,
        **streamlit_theme(),
    }


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        # As servers do, so that a port that was in use a moment ago counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except (OSError, OverflowError) as error:
            raise CoachError(
                f"Port {port} is in use, perhaps by another coach: look at http://localhost:{port}, "
                "or choose another port with --port."
            ) from error


def _open_when_ready(url: str, port: int, environment: Mapping[str, str]) -> None:
    until_s = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until_s:
        try:
            socket.create_connection((ADDRESS, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
            continue
        subprocess.run([sys.executable, "-m", "webbrowser", url], env=environment, check=False, capture_output=True)  # noqa: S603  # our own address
        return
