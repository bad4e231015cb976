"""Checks for the system packages that the set-up and the pose model's run time need, before anything is installed.

On a Debian-like system, run as root, it installs what is missing; otherwise it prints the one command that does.
Plain Python, for it runs before the project's environment exists.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys

#: Library file and the Debian package that brings it (docs/dependencies.md).
NEEDED = {
    "libGLESv2.so.2": "libgles2",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
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


def main() -> int:
    """Exit code 0 when all libraries are there."""
    if not sys.platform.startswith("linux"):
        return 0
    packages = missing()
    if not packages:
        return 0
    command = "apt-get install -y " + " ".join(packages)
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing system packages: " + " ".join(packages), flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", *packages], check=False)
        packages = missing()
        if not packages:
            return 0
    print("The coach needs system packages that are not here: " + ", ".join(packages) + ".", file=sys.stderr)
    print(f"On Debian or Ubuntu run:  sudo apt-get update && sudo {command}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
