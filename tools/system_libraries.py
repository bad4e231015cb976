"""Checks for the system packages that the set-up and the pose model's run time need, before anything is installed.

On a Debian-like system, run as root, it installs what is missing; otherwise it prints the one command that does. With
`--tests` it looks for what only tests use, too; without that the tests say what they leave out.
Plain Python, for it runs before the project's environment exists.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable

#: Library file and the Debian package that brings it (docs/dependencies.md).
NEEDED = {
    "libGLESv2.so.2": "libgles2",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
#: Debian package that only tests use, and the programs of which one must be there.
TESTED_WITH = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "strace": ("strace",),
}


def missing() -> list[str]:
    """Debian packages of what cannot be loaded."""
    # Debian's python3 comes without what `python3 -m venv` needs.
    packages = [] if importlib.util.find_spec("ensurepip") else ["python3-venv"]
    for library, package in NEEDED.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            packages.append(package)
    return packages


def missing_for_tests() -> list[str]:
    """Debian packages of the programs that tests use and that are not here."""
    return [package for package, programs in TESTED_WITH.items() if not any(map(shutil.which, programs))]


def install(packages: list[str]) -> None:
    """Install them where that is allowed; elsewhere nothing happens."""
    if not (shutil.which("apt-get") and os.geteuid() == 0):
        return
    print("Installing system packages: " + " ".join(packages), flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
    for package in packages:
        # One by one: another system's apt may know the one and not the other.
        subprocess.run(["apt-get", "install", "-y", "-qq", package], check=False, env=quiet, stdout=subprocess.DEVNULL)


def provide(look: Callable[[], list[str]], what: str) -> bool:
    """Whether nothing is missing, or could be installed; else it is said, with the command that brings it."""
    packages = look()
    if packages:
        install(packages)
        packages = look()
    if packages:
        print(f"{what}: {', '.join(packages)}.", file=sys.stderr)
        command = "sudo apt-get update && sudo apt-get install -y " + " ".join(packages)
        print(f"On Debian or Ubuntu run:  {command}", file=sys.stderr)
    return not packages


def main(arguments: list[str]) -> int:
    """Exit code 0 when all that must be there is."""
    if not sys.platform.startswith("linux"):
        return 0
    if "--tests" in arguments:
        provide(missing_for_tests, "Without these packages some tests are left out")
    return 0 if provide(missing, "The coach needs system packages that are not here") else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
