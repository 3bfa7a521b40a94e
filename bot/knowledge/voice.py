"""The mentor's own words: everything it says that is not a curated answer.

They are content like the rest, so that a community can give the mentor its own language. Words in
braces are filled in when the sentence is said.
"""

from bot.knowledge.base import Content, Line, Prose


class Voice(Content):
    """Sentences and labels; each names in braces what may be filled in."""

    name: Line
    welcome: Prose
    prompt_examples: tuple[Line, ...]
    for_role: Line
    """Heading over a variant; fills `{role}`."""
    depth_title: Line
    """Title of the subject-by-subject scale; fills `{role}`."""
    depth_unknown_role: Line
    depends_title: Line
    differs_title: Line
    next_title: Line
    sources_title: Line
    why_matched: Line
    """Fills `{phrasing}` with the phrasing that the message is nearest to."""
    why_role_chosen: Line
    """Fills `{role}`."""
    why_role_believed: Line
    """Fills `{role}` and `{cue}`."""
    why_role_unknown: Line
    spectrum_title: Line
    clarify_role: Line
    clarify_limit: Prose
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
    original: Line
    change_role: Line
    role_prompt: Line
    role_chosen: Prose
    """Fills `{role}` and `{summary}`."""
    role_forgotten: Prose
    handover: Prose
    nearest: Line
    nearest_title: Line
    decline: Prose
    abilities: Prose
    repeated: Prose
    """Said instead of the same answer twice; fills `{question}`."""
    more_title: Line
    empty: Prose
    cut: Line
    """Fills `{limit}`."""
    expired_question: Prose
    stale_sources: Line
    """Said where an answer is past its re-check date; fills `{checked}`."""
    other_person: Line
    """Fills `{role}`; said where the question is asked for somebody else."""
    help_title: Line
    language_model_note: Line
