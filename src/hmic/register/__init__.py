"""The register's text: read with positions, checked, turned into a `Register`. The only user of yaml."""

from __future__ import annotations

from hmic.register.load import Checked, Files, check_files

__all__ = ["Checked", "Files", "check_files"]
