"""Rows: how many, with observations beside the findings and never among them."""

from __future__ import annotations

from typing import NamedTuple

OBSERVATION = "observation"
"""The kind that is counted apart; `hmic.model`, which has all kinds, costs a reading command 9 ms."""


class Apart(NamedTuple):
    """How many findings, and how many observations."""

    findings: int = 0
    observations: int = 0


NONE = Apart()


class Dated(NamedTuple):
    """How many findings a deadline makes count, with those deadlines; and the observations beside them."""

    findings: int = 0
    deadlines: int = 0
    observations: int = 0
    observation_deadlines: int = 0
