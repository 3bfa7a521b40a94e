"""The mentor's words to moderators about a change that the gate looked at: `voice/gate.yaml`."""

from typing import Annotated

from bot.knowledge.base import Line
from bot.knowledge.filling import Fills, Sentences


class GateVoice(Sentences):
    """Sentences of the gate: each objection in two, what is wrong and the way out."""

    # Form, references, sources, wording
    reference: Annotated[Line, Fills("problem")]
    reference_way_out: Line
    retired_reference: Annotated[Line, Fills("question", "place")]
    retired_reference_way_out: Line
    future: Annotated[Line, Fills("checked")]
    future_way_out: Line
    overdue: Annotated[Line, Fills("day")]
    overdue_way_out: Line
    expired_fact: Annotated[Line, Fills("fact")]
    expired_fact_way_out: Line
    wording: Annotated[Line, Fills("problem")]
    wording_way_out: Line
    banned: Annotated[Line, Fills("words", "pole")]
    banned_way_out: Annotated[Line, Fills("advice")]
    shuts_out: Annotated[Line, Fills("sentence")]
    shuts_out_way_out: Line
    # Other entries and facts
    phrasing_taken: Annotated[Line, Fills("phrasing", "question")]
    phrasing_taken_way_out: Line
    duplicate: Annotated[Line, Fills("question")]
    duplicate_way_out: Line
    contradicts_fact: Annotated[Line, Fills("ours", "theirs")]
    contradicts_fact_way_out: Annotated[Line, Fills("fact")]
    contradicts_entry: Annotated[Line, Fills("ours", "theirs", "question")]
    contradicts_entry_way_out: Line
    # Tips
    tip_duplicate: Annotated[Line, Fills("text")]
    tip_duplicate_way_out: Line
    new_site: Annotated[Line, Fills("host", "title")]
    new_site_way_out: Line
    # Questions
    breaks_golden: Annotated[Line, Fills("text", "before", "after")]
    breaks_golden_way_out: Line
    not_ours_way_out: Line
    golden_taken: Annotated[Line, Fills("phrasing", "text", "owner")]
    golden_taken_way_out: Line
    scope: Annotated[Line, Fills("text")]
    scope_way_out: Line
    # Platforms
    too_long: Annotated[Line, Fills("platform", "length", "limit")]
    too_long_way_out: Line
    # What becomes of a question
    answered: Annotated[Line, Fills("question")]
    handed_over: Line
    declined: Line
    small_talk: Line
