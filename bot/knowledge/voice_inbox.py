"""The mentor's words around the inbox of moderators, and to those who wanted to be told: `voice/inbox.yaml`."""

from typing import Annotated

from bot.knowledge.base import Line, Prose
from bot.knowledge.filling import Fills, Sentences


class InboxVoice(Sentences):
    """Sentences and labels of the inbox and its ways out."""

    title: Line
    empty: Prose
    one_waits: Line
    waiting: Annotated[Line, Fills("number")]
    one_at_home: Line
    at_home: Annotated[Line, Fills("number")]
    review_one: Line
    review: Annotated[Line, Fills("number")]
    review_button: Line
    next_prompt: Line
    menu_hint: Annotated[Line, Fills("reason", "people")]
    one_person: Line
    people: Annotated[Line, Fills("number")]
    gone: Prose
    # One item
    asked: Annotated[Line, Fills("people", "first", "last")]
    asked_on_one_day: Annotated[Line, Fills("people", "day")]
    asker_wants_word: Line
    one_wants_word: Line
    want_word: Annotated[Line, Fills("number")]
    also_put: Line
    nothing_near: Line
    nearest: Annotated[Line, Fills("question")]
    wanted_person: Annotated[Line, Fills("question")]
    not_meant: Annotated[Line, Fills("question")]
    unsure: Annotated[Line, Fills("question")]
    not_helpful: Annotated[Line, Fills("question")]
    entry_gone: Line
    reasons: Line
    due: Annotated[Line, Fills("checked", "owner")]
    expired: Annotated[Line, Fills("subject", "property")]
    conflict: Line
    conflict_tip: Line
    in_hand: Line
    # Why it waits, in a menu
    reason_unanswered: Line
    reason_doubtful: Line
    reason_contradicted: Line
    reason_due: Line
    reason_conflict: Line
    # Ways out
    phrasing_menu: Line
    other_entry: Line
    other_entry_title: Line
    other_entry_field: Line
    other_entry_example: Line
    edit_button: Line
    new_button: Line
    not_ours_button: Line
    leave_button: Line
    recheck_button: Line
    draft_button: Line
    merge_button: Line
    inbox_button: Line
    open_button: Line
    undo_button: Line
    undone: Line
    kind_menu: Line
    phrasing_reason: Line
    phrasing_live: Annotated[Prose, Fills("question")]
    phrasing_sent: Annotated[Prose, Fills("question")]
    phrasing_known: Annotated[Prose, Fills("question")]
    too_long: Prose
    not_ours_reason: Line
    not_ours_live: Annotated[Prose, Fills("kind")]
    not_ours_sent: Annotated[Prose, Fills("kind")]
    no_kinds: Prose
    leave_done: Line
    objected: Prose
    getting_ready: Prose
    no_such_entry: Annotated[Prose, Fills("words")]
    # Freshness
    recheck_title: Line
    recheck_none: Line
    recheck_lead: Annotated[Prose, Fills("number")]
    recheck_line: Annotated[Line, Fills("question", "owner", "checked")]
    uses: Annotated[Line, Fills("number")]
    recheck_menu: Line
    recheck_reason: Line
    recheck_live: Annotated[Prose, Fills("question", "day")]
    recheck_sent: Annotated[Prose, Fills("question")]
    recheck_facts: Annotated[Prose, Fills("facts")]
    # To those who asked
    between_us: Prose
    """Instead of a handover, in direct messages that belong to no community."""
    noted_between_us: Prose
    whom_to_ask: Prose
    whom_menu: Line
    nobody_to_ask: Prose
    shared_no_more: Line
    taken_to: Annotated[Prose, Fills("place")]
    tell_me_button: Line
    tell_me_done: Prose
    tell_me_done_directly: Prose
    tell_me_undone: Prose
    tell_me_taken_back: Line
    tell_me_nowhere: Prose
    answer_title: Line
    answer_lead: Annotated[Prose, Fills("words", "day")]
    answer_lead_better: Annotated[Prose, Fills("words", "day")]
    answer_lead_wordless: Annotated[Prose, Fills("day")]
    # To those who proposed a tip
    proposal_button: Line
    proposal_noted: Prose
    proposal_nowhere: Prose
    proposal_settled: Prose
    proposal_live_title: Line
    proposal_live: Annotated[Prose, Fills("day")]
    proposal_changed: Annotated[Prose, Fills("day")]
    proposal_back_title: Line
    proposal_back: Annotated[Prose, Fills("day", "reason")]
    proposal_out: Annotated[Prose, Fills("day")]
    proposal_was: Annotated[Prose, Fills("text")]
    proposal_again: Prose
    # To moderators
    news_one: Line
    news: Annotated[Line, Fills("number")]
    news_review_one: Line
    news_review: Annotated[Line, Fills("number")]
    news_line: Annotated[Line, Fills("words", "people")]
    digest_title: Line
    digest_due_one: Line
    digest_due: Annotated[Line, Fills("number")]
    digest_quiet: Line
    # Numbers
    stats_title: Line
    stats_none: Prose
    stats_week: Annotated[Line, Fills("from_day", "to_day", "number")]
    answered_label: Line
    clarified_label: Line
    handed_over_label: Line
    declined_label: Line
    helpful_label: Line
    contradicted_label: Line
    unknown_label: Line
    share: Annotated[Line, Fills("number", "share")]
    outcomes_title: Line
    verdicts_title: Line
    weeks_title: Line
    gaps_title: Line
    gap_line: Annotated[Line, Fills("words", "people", "days")]
    one_day: Line
    days: Annotated[Line, Fills("number")]
    no_gaps: Line
    gap_age: Annotated[Line, Fills("days")]
    never_used: Annotated[Line, Fills("number", "total", "days")]
    past_check: Annotated[Line, Fills("share", "number")]
    picture_alt: Annotated[Line, Fills("asked", "answered", "handed_over", "declined")]
