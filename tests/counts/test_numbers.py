"""Every number that any output states, against a slow, obvious reference, over made-up registers.

`HMIC_CASES` says how many registers to try; each is asked on an earlier day and on the present one.
"""

from __future__ import annotations

import datetime as dt
import os
import random
from pathlib import Path

import pytest

from tests.conftest import Talk
from tests.counts import made, outputs
from tests.grammar import miscounted

CASES = int(os.environ.get("HMIC_CASES", "200"))
TOGETHER = 50
"""Registers in one database, asked together: a conversation costs more than a register."""


def tried(folder: Path, seed: int) -> None:
    """Some registers in one database, asked for everything together, and one of them alone."""
    dice = random.Random(seed)
    cases = [made.case(dice, f"s{seed}c{n}") for n in range(min(TOGETHER, CASES))]
    db = folder / f"{seed}.db"
    made.store(cases, db)
    talk = Talk(folder, environ={"HMIC_DB": str(db)})
    today = talk.now.date()
    for some in (cases, [dice.choice(cases)]):
        day = dt.date(2020, 3, 1) + dt.timedelta(days=dice.randrange(2400))
        since = day - dt.timedelta(days=dice.randrange(1, 900))
        days = [outputs.Asked(talk, some, day, since, dated=True),
                outputs.Asked(talk, some, today, since, dated=False)]  # fmt: skip
        pages = dice.choice(days)
        for asked in days:
            compared(asked, pages=asked is pages)
    db.unlink()


def compared(asked: outputs.Asked, *, pages: bool) -> None:
    """Every output of these forces and this day with the reference; the pages cost half as much as the rest."""
    alone = len(asked.cases) == 1
    mails = (outputs.mail, outputs.alone) if asked.day == asked.talk.now.date() else ()
    for check in (*outputs.EVERY, *mails, *((outputs.site,) if pages else ())):
        try:
            check(asked)
        except Exception as error:
            names = asked.cases[0].force if alone else f"{len(asked.cases)} forces"
            error.add_note(f"{names}, {check.__name__}, {asked.options}, since {asked.since}")
            raise
    for file in (*asked.talk.folder.glob("papers*/*.html"), *asked.talk.folder.glob("mails/*.eml")):
        assert not miscounted(" ".join(file.read_text("utf-8-sig").replace("=\n", "").split())), file


@pytest.mark.parametrize("seed", range(-(-CASES // TOGETHER)))
def test_every_number_is_that_of_the_reference(tmp_path: Path, seed: int) -> None:
    tried(tmp_path, seed)
