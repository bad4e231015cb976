"""What axe-core finds serious on a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SERIOUS = ("serious", "critical")


def findings(page: Page) -> list[str]:
    """Each as rule, element and what is amiss."""
    said = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        # Within a component the way leads through its host: [host, element].
        f"{rule['id']} {' >> '.join(map(str, node['target']))}: {node['html'][:200]} {node['failureSummary']}"
        for rule in said
        for node in (rule["nodes"] if rule["impact"] in SERIOUS else [])
    ]
