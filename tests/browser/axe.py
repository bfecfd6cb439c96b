"""axe-core on the page that a browser shows."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from selenium import webdriver

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe(browser: webdriver.Chrome) -> list[Any]:
    """What axe-core finds wrong: the rule and the first elements."""
    spec = find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.submodule_search_locations
    script = Path(next(iter(spec.submodule_search_locations))) / "axe.min.js"
    browser.execute_script(script.read_text("utf-8"))
    found = browser.execute_async_script(
        "const done = arguments[1]; axe.run(document, {runOnly: arguments[0]}).then(r => done(r.violations.map("
        "v => [v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 150) + ' ' + n.failureSummary)])))",
        RULES,
    )
    assert isinstance(found, list)
    return found
