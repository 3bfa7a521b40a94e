"""The mentor's own words: everything it says that is not a curated answer, `voice.yaml`.

They are content like the rest, so that a community can give the mentor its own language. Each sentence names in its
type which words in braces are filled in; one that uses others is refused when it is loaded.
"""

from typing import Annotated

from bot.knowledge.base import Line, Prose
from bot.knowledge.filling import Fills, Sentences


class Voice(Sentences):
    """Sentences and labels around an answer."""

    welcome: Prose
    prompt_examples: tuple[Line, ...]
    for_role: Annotated[Line, Fills("role")]
    """Heading over a variant."""
    depth_title: Annotated[Line, Fills("role")]
    """Title of the subject-by-subject scale."""
    depth_title_one: Annotated[Line, Fills("role")]
    """Its title where it has one subject."""
    depth_unknown_role: Line
    depends_title: Line
    differs_title: Line
    next_title: Line
    sources_title: Line
    why_matched: Annotated[Line, Fills("phrasing")]
    """Said with the phrasing that the message is nearest to."""
    why_role_chosen: Annotated[Line, Fills("role")]
    why_role_believed: Annotated[Line, Fills("role", "cue")]
    why_role_unknown: Line
    spectrum_title: Line
    clarify_role: Line
    not_meant: Line
    not_meant_prompt: Line
    not_meant_none: Line
    not_meant_recorded: Prose
    helpful: Line
    not_helpful: Line
    helpful_thanks: Prose
    not_helpful_thanks: Prose
    reason_title: Line
    reason_field: Line
    ask_people: Line
    ask_people_done: Prose
    share: Line
    role_prompt: Line
    role_chosen: Annotated[Prose, Fills("role", "summary")]
    role_forgotten: Prose
    introduced: Annotated[Prose, Fills("role", "summary")]
    """Said to somebody who tells of their work."""
    introduced_unsure: Prose
    """Said to them where the role stays open."""
    introduced_prompt: Line
    """Over what they may want to know next."""
    handover: Prose
    nearest: Line
    nearest_title: Line
    decline: Prose
    abilities: Prose
    repeated: Annotated[Prose, Fills("question")]
    """Said instead of the same answer twice."""
    more_title: Line
    empty: Prose
    cut: Annotated[Line, Fills("limit")]
    expired_question: Prose
    stale_sources: Annotated[Line, Fills("checked")]
    """Said where an answer is past its re-check date."""
    other_person: Annotated[Line, Fills("role")]
    """Said where the question is asked for somebody else."""
