"""Some dozens of made-up journals and tables; `make soak` tries thousands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import fuzz


@pytest.mark.parametrize(("what", "cases"), [("journals", 60), ("tables", 60)])
def test_what_is_let_in_works_and_what_is_refused_changes_nothing(
    tmp_path: Path, what: str, cases: int
) -> None:
    tally = fuzz.run(tmp_path / what, cases, what)
    assert tally.wrong == []
    assert tally.faults >= cases
    # Both answers were given, often enough to mean something.
    assert cases // 10 < len(tally.acknowledged) < tally.faults - cases // 10
