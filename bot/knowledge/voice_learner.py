"""The mentor's words about a learner's own way: `voice/learner.yaml`.

Each sentence names in its type which words in braces are filled in; one that uses others is refused when it is loaded.
Those about practicing and about somebody's own data stand in modules of their own; the file holds them all.
"""

from typing import Annotated

from pydantic import Field

from bot.knowledge.base import Line
from bot.knowledge.filling import Fills
from bot.knowledge.voice_own_data import OwnDataVoice
from bot.knowledge.voice_practice import PracticeVoice


class LearnerVoice(PracticeVoice, OwnDataVoice):
    """Sentences and labels of the learner's features."""

    months: Annotated[tuple[Line, ...], Field(min_length=12, max_length=12)]
    date: Annotated[Line, Fills("month", "day", "year")]
    short_date: Annotated[Line, Fills("month", "day")]
    one_hour: Line
    hours: Annotated[Line, Fills("number")]
    one_step: Line
    steps: Annotated[Line, Fills("number")]
    one_thing: Line
    things: Annotated[Line, Fills("number")]
    nothing_yet: Line
    and_more: Annotated[Line, Fills("number")]
    mix_joint: Line
    save: Line
    skip: Line
    back: Line
    stop: Line
    undo: Line
    free: Line
    paid: Line
    # Between pages
    role_first: Line
    choose_role: Annotated[Line, Fills("role")]
    chosen_next: Line
    page_gone: Line
    undone: Line
    undone_before: Line
    undo_gone: Line
    # Role finder
    find_button: Line
    find_none: Line
    find_intro: Line
    find_count: Annotated[Line, Fills("number", "most")]
    find_stop: Line
    find_stale: Line
    find_answered: Annotated[Line, Fills("option")]
    find_one: Annotated[Line, Fills("role")]
    find_between: Annotated[Line, Fills("first", "second")]
    find_open: Line
    find_shares: Line
    find_why: Line
    find_reason: Annotated[Line, Fills("option", "role")]
    find_reason_said: Annotated[Line, Fills("cue", "role")]
    find_look: Line
    find_mix: Annotated[Line, Fills("first", "second")]
    find_again: Line
    find_back_to_result: Line
    role_day: Line
    role_math: Line
    role_work: Line
    role_tools: Line
    role_start: Line
    role_myths: Line
    role_neighbours: Line
    role_about: Line
    role_which: Line
    # Skills
    skills_button: Line
    skills_none: Line
    skills_title: Annotated[Line, Fills("role")]
    skills_unrated: Line
    skill_prompt: Line
    skill_unknown: Annotated[Line, Fills("skill")]
    rate_button: Line
    rate_title: Line
    rate_field: Annotated[Line, Fills("family")]
    rate_hint: Line
    rate_more: Line
    rate_fix: Line
    rated_lead: Line
    rated_nothing: Line
    rated_line: Annotated[Line, Fills("skill", "rating")]
    unrated_line: Annotated[Line, Fills("skill")]
    rated_rounded: Annotated[Line, Fills("skills")]
    unread_title: Line
    unread_name: Annotated[Line, Fills("line")]
    unread_near: Annotated[Line, Fills("line", "skill")]
    unread_number: Annotated[Line, Fills("line", "skill")]
    unread_range: Annotated[Line, Fills("line", "skill")]
    unread_several: Annotated[Line, Fills("line", "skill")]
    scale_button: Line
    scale_which: Line
    as_text: Line
    as_picture: Line
    chart_have: Line
    chart_need: Line
    chart_gap: Line
    chart_before: Line
    chart_checked: Line
    row_gap: Annotated[Line, Fills("have", "need", "gap")]
    row_enough: Annotated[Line, Fills("have", "need")]
    row_not_rated: Annotated[Line, Fills("need")]
    row_checked: Annotated[Line, Fills("checked")]
    gaps_none: Line
    gaps_widest: Annotated[Line, Fills("gaps")]
    gap_named: Annotated[Line, Fills("skill", "need")]
    shape_unknown: Annotated[Line, Fills("number")]
    shape_starting: Line
    shape_wide: Annotated[Line, Fills("best")]
    shape_deep: Annotated[Line, Fills("best")]
    shape_mixed: Annotated[Line, Fills("best")]
    goal_wide: Annotated[Line, Fills("role")]
    goal_deep: Annotated[Line, Fills("role")]
    check_button: Line
    check_another: Line
    check_title: Line
    check_which: Line
    check_count: Annotated[Line, Fills("skill", "number", "of")]
    check_right: Line
    check_wrong: Annotated[Line, Fills("answer")]
    check_result: Annotated[Line, Fills("skill", "right", "of")]
    confidence_ahead: Annotated[Line, Fills("skill", "rating", "right", "of")]
    confidence_behind: Annotated[Line, Fills("skill", "rating", "right", "of")]
    confidence_alike: Annotated[Line, Fills("skill", "rating", "right", "of")]
    history_title: Line
    then_and_now: Annotated[Line, Fills("skill", "then", "day", "now")]
    # Path
    path_button: Line
    back_to_path: Line
    path_none: Line
    path_title: Annotated[Line, Fills("role")]
    path_left: Annotated[Line, Fills("steps", "hours")]
    path_no_hours: Line
    path_done_by: Annotated[Line, Fills("a_week", "day")]
    path_finished: Line
    path_then: Line
    path_known: Line
    path_behind: Annotated[Line, Fills("done", "skipped")]
    known_step: Annotated[Line, Fills("step", "grounds")]
    known_ground: Annotated[Line, Fills("skill", "have", "enough")]
    next_lead: Line
    by_day: Annotated[Line, Fills("day")]
    phase_goal: Line
    phase_pretrained: Line
    phase_finetune: Line
    phase_deploy: Line
    phase_foundation: Line
    phase_theory: Line
    phase_job: Line
    state_open: Line
    state_started: Line
    state_done: Line
    state_skipped: Line
    state_kept: Line
    state_known: Line
    step_prompt: Line
    step_gone: Line
    step_project: Line
    step_resources: Line
    step_done_when: Line
    step_start: Line
    step_done: Line
    step_skip: Line
    step_keep: Line
    step_reopen: Line
    marked_open: Annotated[Line, Fills("step")]
    marked_started: Annotated[Line, Fills("step")]
    marked_done: Annotated[Line, Fills("step")]
    marked_skipped: Annotated[Line, Fills("step")]
    marked_kept: Annotated[Line, Fills("step")]
    step_already: Annotated[Line, Fills("step", "state", "day")]
    project_steps: Line
    project_data: Line
    project_shows: Line
    project_talk: Line
    hours_button: Line
    hours_title: Line
    hours_field: Line
    hours_hint: Line
    hours_kept: Annotated[Line, Fills("hours")]
    hours_unread: Annotated[Line, Fills("text", "most")]
    compare_button: Line
    compare_title: Line
    compare_which: Line
    compare_unknown: Annotated[Line, Fills("role")]
    compare_now: Annotated[Line, Fills("role")]
    compare_then: Annotated[Line, Fills("role")]
    compare_new: Line
    compare_gone: Line
    compare_same: Line
    compare_prompt: Line
    compare_hours: Annotated[Line, Fills("hours")]
    # Progress
    progress_button: Line
    progress_title: Line
    back_again: Line
    weeks_title: Annotated[Line, Fills("number")]
    way_title: Annotated[Line, Fills("role")]
    way_open: Line
    way_done: Line
    way_under_way: Line
    way_left: Line
    next_title: Line
    next_role: Line
    next_rate: Line
    count_steps: Annotated[Line, Fills("number")]
    count_projects: Annotated[Line, Fills("number")]
    count_goals: Annotated[Line, Fills("number")]
    count_questions: Annotated[Line, Fills("number")]
    count_tips: Annotated[Line, Fills("number")]
    count_checks: Annotated[Line, Fills("number")]
    count_exercises: Annotated[Line, Fills("number")]
    count_due: Annotated[Line, Fills("number")]
    goal_button: Line
    goal_change: Line
    goal_new: Line
    goal_reached_button: Line
    goal_let_go_button: Line
    goal_title: Line
    goal_field: Line
    goal_hint: Line
    goal_if: Line
    goal_if_hint: Line
    goal_then: Line
    goal_then_hint: Line
    goal_kept: Line
    goal_empty: Line
    goal_none: Line
    goal_is: Annotated[Line, Fills("goal")]
    goal_plan: Annotated[Line, Fills("cue", "plan")]
    goal_reached: Line
    goal_let_go: Line
    goal_over: Line
    # Home and community
    home_title: Line
    home_role: Annotated[Line, Fills("role")]
    cohort_title: Line
    cohort_lead: Annotated[Line, Fills("number", "weeks")]
    cohort_small: Annotated[Line, Fills("number")]
    cohort_roles: Line
    cohort_steps: Line
    cohort_ratings: Line
    at_least: Annotated[Line, Fills("number")]

    def phase(self, phase: str) -> str:
        """The name of a phase of a path."""
        return str(getattr(self, f"phase_{phase}"))

    def state(self, state: str) -> str:
        """The name of a state of a step."""
        return str(getattr(self, f"state_{state}"))

    def step_marked(self, state: str) -> str:
        """What is said when a step comes into a state."""
        return str(getattr(self, f"marked_{state}"))
