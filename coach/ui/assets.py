"""The session's own modules and styles, served beside the page."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PATH = "/coach/assets"
FOLDER = Path(__file__).with_name("live_assets")


class _Fresh(StaticFiles):
    """Asked for anew each time (and then mostly answered with "unchanged"): after an update no old module is used."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def assets_route() -> Mount:
    """The route that the server and tests mount."""
    return Mount(PATH, _Fresh(directory=FOLDER))
