"""A short run of every fault; `make soak` runs them long."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import faults
from tests.faults.faults import Tally

OLD = Path(__file__).parent.parent / "store"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return faults.prepare(tmp_path)


def check(tally: Tally) -> None:
    print(tally)  # noqa: T201 - the figures are wanted
    assert tally.wrong == []
    assert tally.lost == set()


def test_killed_runs_lose_nothing(db: Path) -> None:
    tally = faults.kill_at_random(db, 12, seed=1, kinds=("progress", "load", "backup", "migrate"))
    check(tally)
    assert tally.acknowledged


def test_four_writers_at_once_all_get_through(db: Path) -> None:
    tally = faults.write_together(db, writers=4, each=15)
    check(tally)
    assert len(tally.acknowledged) == 60


def test_a_restore_under_writers_loses_nothing(db: Path) -> None:
    tally = faults.restore_under_writers(db, writers=2, restores=8)
    check(tally)
    assert len(tally.acknowledged) > 20


@pytest.mark.parametrize("old", ["schema-1.db.gz", "schema-2.db.gz"])
def test_several_starts_during_an_upgrade_all_get_through(tmp_path: Path, old: str) -> None:
    check(faults.upgrade_together(tmp_path, OLD / old, starts=8, rounds=1))


def test_a_full_disk_is_told_and_loses_nothing(db: Path) -> None:
    check(faults.fill_the_disk(db, range(1000, 400_000, 80_000)))


def test_damaged_files_are_told_or_still_right(db: Path, tmp_path: Path) -> None:
    faults.write_together(db, writers=1, each=20)
    check(faults.damage(db, tmp_path, 6, seed=2))
