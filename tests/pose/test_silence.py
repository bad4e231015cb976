"""Not one packet leaves the machine: a child process estimates poses, watched from outside."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from streamlit.web import cli

from coach.errors import ModelError
from coach.pose.model_file import model_path

ESTIMATE = """
import numpy as np
from coach.pose.estimator import open_estimator
rng = np.random.default_rng(1)
with open_estimator() as estimator:
    for k in range(70):
        estimator.estimate(rng.integers(0, 255, (240, 320, 3), dtype=np.uint8), k / 10)
"""
GUARD = """
import os
from coach.pose.silence import be_silent
be_silent()
import urllib.request
assert urllib.request.getproxies()["https"].startswith("http://127.0.0.1:")
assert urllib.request.proxy_bypass("localhost") and urllib.request.proxy_bypass("127.0.0.1")
assert not urllib.request.proxy_bypass("play.googleapis.com")
assert os.environ["STREAMLIT_BROWSER_GATHER_USAGE_STATS"] == "false"
"""
LOOPBACK = re.compile(r'inet_addr\("127\.|inet_pton\(AF_INET6, "::1"|sa_family=AF_UNIX|sa_family=AF_NETLINK')


def child(code: str, *before: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [*before, sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **variables}, timeout=200)


def test_the_guard_leads_nowhere_but_leaves_loopback_open() -> None:
    done = child(GUARD, https_proxy="http://somewhere.invalid:3128")
    assert done.returncode == 0, done.stderr


def test_streamlit_run_reads_the_switch() -> None:
    # Only its command line does: a server started from Python is given `browser.gatherUsageStats` as an option.
    options = {str(option.envvar) for option in cli.main_run.params if isinstance(option, click.Option)}
    assert "STREAMLIT_BROWSER_GATHER_USAGE_STATS" in options


def test_estimating_sends_nothing_out(tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not on this machine; nothing here can watch a child's C++ code")
    try:
        model_path()
    except ModelError as error:
        pytest.skip(str(error))
    trace = tmp_path / "trace"
    done = child(ESTIMATE, "strace", "-f", "-qq", "-o", str(trace), "-e", "trace=connect,sendto,sendmmsg,sendmsg")
    if "ptrace" in done.stderr:
        pytest.skip("this machine does not let strace watch a child")
    assert done.returncode == 0, done.stderr
    sent = [line for line in trace.read_text().splitlines() if "sa_family" in line]
    assert [line for line in sent if not LOOPBACK.search(line)] == []
