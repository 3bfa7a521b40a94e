from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.door.letter import EventKind, event_from_json, event_to_json
from bot.mentor.actions import Action
from bot.mentor.events import Event, Filled, Invoked, Occasion, Picked, Said, Speaker, Standing

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
parts = st.text("abcxyz_09", max_size=12)
speakers = st.builds(
    Speaker, words, words, st.frozensets(st.sampled_from(Standing)), st.frozensets(words, max_size=3), words
)
moments = st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
occasions = st.builds(Occasion, words, moments, speakers, words, words, st.booleans())
actions = st.builds(Action, parts.filter(bool), st.lists(parts, max_size=4).map(tuple))
events = st.one_of(
    st.builds(Said, occasions, words, st.none() | words),
    st.builds(Picked, occasions, actions),
    st.builds(Filled, occasions, actions, st.dictionaries(words, words, max_size=3)),
    st.builds(Invoked, occasions, st.lists(words, max_size=2).map(tuple), st.dictionaries(words, words, max_size=3)),
)


@given(events)
def test_every_event_comes_back_from_its_json_unchanged(event: Event) -> None:
    kind, written = event_to_json(event)
    read = event_from_json(kind, written)
    assert read == event
    assert type(read) is type(event)


def test_a_text_that_is_no_event_is_refused() -> None:
    with pytest.raises(ValidationError):
        event_from_json(EventKind.SAID, '{"text": "who said this?"}')
