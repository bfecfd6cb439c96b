"""Where each page of the site is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmic.site.site_value import Link

if TYPE_CHECKING:
    from hmic.site.sources import Sources


def finding_page(finding: str, title: str) -> Link:
    """The page of a finding."""
    return Link(f"finding/{finding}.html", title, finding)


def report_page(report: str, title: str) -> Link:
    """The page of an inspection."""
    return Link(f"inspection/{report}.html", title, report)


def link_to(finding: str, sources: Sources) -> Link:
    """The page of a finding with its title."""
    known = sources.found.get(finding)
    return finding_page(finding, known.title if known else finding)


def link_to_report(report: str, sources: Sources) -> Link | None:
    """The page of an inspection; None for a report that is not on the register."""
    known = sources.reports_by_id.get(report)
    return report_page(report, known.title) if known else None


def slug(post: str) -> str:
    """A post as a file's name: letters and digits, and a short digest so that no two posts share one."""
    import hashlib

    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in post.casefold())
    plain = "-".join(filter(None, plain.split("-")))[:60]
    return f"{plain}-{hashlib.sha256(post.encode()).hexdigest()[:6]}".lstrip("-")
