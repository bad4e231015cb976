"""The coach on PostgreSQL, with a server of this checkout's own: `make run-postgres`.

It shows what a clinic sets up for good (docs/clinic.md): the machine's own PostgreSQL programs, a cluster in
`build/postgresql` that lies there until the folder is deleted, reached on loopback alone, without a password.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CLUSTER = Path(__file__).parent.parent / "build" / "postgresql"


class NoServerError(Exception):
    """There is no PostgreSQL here, or it does not start."""


def server_programs() -> Path:
    """The folder of `initdb` and `pg_ctl`; Debian keeps it off the path.

    Raises
    ------
    NoServerError: there is none.
    """
    found = shutil.which("pg_ctl")
    places = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    place = next((place for place in places if (place / "initdb").exists()), None)
    if place is None:
        raise NoServerError("There is no PostgreSQL server on this machine. On Debian: apt-get install postgresql")
    return place


@contextmanager
def server(data: Path) -> Iterator[str]:
    """A server with its cluster in `data`, made if it is not there; gives the address of its database.

    Raises
    ------
    NoServerError: there is no PostgreSQL here, or it does not start.
    """
    programs = server_programs()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    try:
        if not (data / "PG_VERSION").exists():
            _make_folder(data)
            _run(programs / "initdb", "-D", data, "-U", "coach", "-A", "trust", "-E", "UTF8", "--locale=C")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        _run(programs / "pg_ctl", "-D", data, "-w", "-l", data / "log", "-o", options, "start")
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", b"") or b""
        raise NoServerError(f"The PostgreSQL server does not start: {error} {said.decode(errors='replace')}") from error
    try:
        yield f"postgresql://coach@127.0.0.1:{port}/postgres"
    finally:
        _run(programs / "pg_ctl", "-D", data, "-w", "-m", "fast", "stop")


def _make_folder(data: Path) -> None:
    data.mkdir(parents=True)
    if _is_root():
        shutil.chown(data, "postgres")


def _run(*command: str | Path) -> None:
    # PostgreSQL refuses to run as root.
    user = "postgres" if _is_root() else None
    subprocess.run(command, check=True, capture_output=True, cwd="/", user=user)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def main() -> int:
    """Run the coach on it until it is stopped."""
    try:
        with server(CLUSTER) as url:
            print(f"PostgreSQL runs for this session at {url}; its data is in {CLUSTER}.")
            environment = os.environ | {"DATABASE_URL": url}
            return subprocess.run([sys.executable, "-m", "coach", "run"], env=environment, check=False).returncode
    except NoServerError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
