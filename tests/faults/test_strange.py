"""A few strange files; `make soak` tries many."""

from __future__ import annotations

from pathlib import Path

from tests.faults import faults, strange


def test_a_schema_not_ours_and_evidence_without_end(tmp_path: Path) -> None:
    db = faults.prepare(tmp_path)
    for tally in (
        strange.foreign_schemas(db, tmp_path, 6, 1),
        strange.endless_evidence(db, tmp_path, 4),
    ):
        assert tally.faults >= 4
        assert (tally.wrong, tally.lost) == ([], set())
