"""The mentor's words to those who look after the answers: `voice/curation.yaml`.

Each sentence names in its type which words in braces are filled in; one that uses others is refused when it is loaded.
"""

from typing import Annotated

from bot.knowledge.base import Line, Prose
from bot.knowledge.filling import Fills, Sentences


class CurationVoice(Sentences):
    """Sentences and labels around writing, approving and looking back."""

    fields: dict[str, Line]
    """What the fields of an entry are called."""
    hints: dict[str, Line]
    """What to write into them."""
    field_variant: Annotated[Line, Fills("role")]
    field_reason: Line
    source_unread: Annotated[Line, Fills("line")]
    # Entries
    no_such_entry: Annotated[Line, Fills("words")]
    found_title: Annotated[Line, Fills("words")]
    found_none: Annotated[Line, Fills("words")]
    found_prompt: Line
    found_near: Line
    entry_facts: Annotated[Line, Fills("checked", "due", "owner", "slug")]
    entry_shipped: Line
    entry_changed: Annotated[Line, Fills("number", "times")]
    once: Line
    times: Annotated[Line, Fills("number")]
    entry_asked: Annotated[Line, Fills("number")]
    edit_button: Line
    asked_button: Line
    parts_prompt: Line
    part_depth: Line
    part_back: Line
    part_roles: Line
    reason_roles: Line
    """Where the form of all roles has no room for a reason."""
    part_about: Line
    part_role: Annotated[Line, Fills("role")]
    history_button: Line
    edit_tip_button: Line
    part_tip_for: Line
    part_tip_about: Line
    retire_button: Line
    retire_title: Line
    retire_tip_title: Line
    new_button: Line
    find_button: Line
    # Tips
    no_such_tip: Annotated[Line, Fills("words")]
    tip_title: Line
    tip_facts: Annotated[Line, Fills("level", "slug", "topic")]
    tip_published: Line
    tips_enough: Annotated[Line, Fills("number")]
    reason_tip: Line
    form_new_tip: Line
    form_edit_tip: Line
    # Drafts
    owner: Line
    reason_new: Line
    form_edit: Line
    form_new: Line
    save: Line
    draft_title: Annotated[Line, Fills("title")]
    draft_facts: Annotated[Line, Fills("base", "day", "reason")]
    draft_facts_by: Annotated[Line, Fills("base", "day", "person", "reason")]
    draft_from: Annotated[Line, Fills("number")]
    draft_no_reason: Line
    no_reason: Line
    draft_saved: Line
    draft_unchanged: Line
    draft_same: Line
    draft_others: Annotated[Line, Fills("fields")]
    draft_beside: Annotated[Prose, Fills("fields")]
    draft_gone: Line
    draft_settled: Line
    not_your_draft: Line
    not_waiting: Line
    drafts_title: Line
    drafts_none: Line
    drafts_prompt: Line
    is_mine: Line
    is_draft: Line
    is_in_review: Line
    is_rejected: Line
    preview_button: Line
    preview_note: Line
    preview_fits: Line
    send_button: Line
    publish_button: Line
    drop_button: Line
    dropped: Line
    lacking: Annotated[Line, Fills("fields")]
    lacking_shorter: Annotated[Line, Fills("field", "most", "number", "words")]
    lacking_fewer: Annotated[Line, Fills("field", "most")]
    lacking_unfit: Annotated[Line, Fills("field", "hint")]
    still_same: Line
    no_difference: Line
    # The gate and review
    objections_title: Line
    blocked: Line
    passes: Line
    consequences_title: Line
    consequences_none: Annotated[Line, Fills("number")]
    consequences: Annotated[Line, Fills("changed", "number")]
    consequences_more: Annotated[Line, Fills("number")]
    consequence: Annotated[Line, Fills("after", "before", "question")]
    asked_times: Annotated[Line, Fills("number")]
    is_golden: Line
    answered_by_as: Annotated[Line, Fills("entry", "role")]
    is_handover: Line
    is_clarify: Annotated[Line, Fills("entry")]
    is_decline: Line
    is_social: Line
    waits: Line
    ready: Line
    waits_for_you: Line
    review_title: Line
    review_none: Line
    review_prompt: Line
    approve_button: Line
    reject_button: Line
    reject_title: Line
    reject_field: Line
    rejected: Line
    rejected_draft: Line
    rejected_reason: Annotated[Line, Fills("reason")]
    published: Line
    retired: Line
    look_again: Line
    own_draft: Line
    not_yours_to_publish: Line
    clash_title: Line
    clash: Annotated[Line, Fills("field")]
    clash_live: Line
    clash_mine: Line
    keep_mine_button: Line
    keep_live_button: Line
    update_clash: Annotated[Line, Fills("field")]
    update_theirs: Line
    update_ours: Line
    update_groundless: Prose
    keep_ours_button: Line
    take_update_button: Line
    update_settled: Line
    update_done: Line
    update_gone: Line
    is_retired: Line
    is_as_shipped: Line
    is_not_ours: Annotated[Line, Fills("kind")]
    redacted: Line
    redacted_before: Annotated[Line, Fills("number")]
    # History
    history_title: Annotated[Line, Fills("title")]
    history_none: Line
    history_line: Annotated[Line, Fills("day", "number", "person", "reason")]
    history_first: Line
    history_approved: Annotated[Line, Fills("approver", "day", "number", "person", "reason")]
    history_prompt: Line
    revision_title: Annotated[Line, Fills("number", "title")]
    revision_against: Annotated[Line, Fills("number")]
    back_button: Line
    back_to_button: Annotated[Line, Fills("number")]
    back_to: Annotated[Line, Fills("number")]
    back_done: Annotated[Line, Fills("number")]
    back_refused: Line
    redact_button: Line
    redact_ask: Line
    redact_sure: Line
    redact_done: Line
    still_live: Line
    nothing_there: Line
    numbers_unread: Annotated[Line, Fills("newest")]
    # Who, and the record
    who_title: Line
    who_you: Annotated[Line, Fills("role")]
    who_role: Annotated[Line, Fills("groups", "role")]
    who_admins: Line
    who_moderators: Annotated[Line, Fills("groups")]
    who_nobody: Line
    who_second: Line
    who_alone: Line
    who_one_group: Line
    who_groups: Annotated[Line, Fills("number")]
    second_on_button: Line
    second_off_button: Line
    role_owner: Line
    role_curator: Line
    role_reviewer: Line
    role_mentor: Line
    role_learner: Line
    who_saved: Line
    audit_title: Line
    audit_none: Line
    audit_line: Annotated[Line, Fills("act", "day", "detail", "person", "role", "subject")]
    audit_export: Line
    export_button: Line
    somebody: Line
    # Words of members
    keep_ask: Annotated[Prose, Fills("person")]
    keep_you: Line
    keep_title: Line
    keep_name: Line
    keep_name_hint: Line
    keep_yes: Line
    keep_no: Line
    keep_not_yours: Line
    keep_lent: Annotated[Line, Fills("name")]
    keep_refused: Line
    keep_empty: Line
    keep_gone: Line
    keep_source: Line
    keep_reason: Line
