"""Not one packet leaves this machine: MediaPipe and Streamlit report usage unless they are kept from it."""

from __future__ import annotations

import os

#: Nothing listens on the discard port of loopback, so what goes through this proxy is refused on the spot.
NOWHERE = "http://127.0.0.1:9"
PROXY_VARIABLES = ("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")
LOOPBACK = "localhost,127.0.0.1,::1"


def be_silent() -> None:
    """Guard this process and its children; to be called before MediaPipe is imported or Streamlit started.

    MediaPipe has no documented off switch; it obeys the usual proxy variables, so they lead nowhere. Loopback is
    left open for the page's own traffic. A browser started by this process inherits the guard: start it before.
    Only `streamlit run` reads the Streamlit variable; a server started from Python needs the option in its `config`.
    """
    for name in PROXY_VARIABLES:
        os.environ[name] = NOWHERE
    for name in ("no_proxy", "NO_PROXY"):
        os.environ[name] = LOOPBACK
    os.environ["STREAMLIT_BROWSER_GATHER_USAGE_STATS"] = "false"
