"""What spares a text most of the patterns never spares it one that matches."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hmic.deadlines import calendar_forms, recurrence, vocabulary

DAYS = [form for form, _ in calendar_forms.FORMS if "(?P<day>" in form]
HINTED = [(calendar_forms.DAY, form) for form in DAYS]
HINTED += [(recurrence.HINT, form) for form in recurrence.FORMS]


def test_each_hint_has_its_forms() -> None:
    assert len(DAYS) == len(recurrence.FORMS) == 6


@pytest.mark.parametrize(
    "word", [*recurrence._ADVERBS, *recurrence._TIMES, *recurrence._ADJECTIVE.split("|")]
)
def test_the_hint_knows_every_word_for_how_often(word: str) -> None:
    assert vocabulary.pattern(recurrence.HINT).search(f"on a {word} basis")


@pytest.mark.parametrize(("hint", "form"), HINTED, ids=[form[-40:] for _, form in HINTED])
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_hint_stands_wherever_a_form_matches(hint: str, form: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(vocabulary.pattern(rf"\A(?:{form})")))
    assert vocabulary.pattern(hint).search(text), text
