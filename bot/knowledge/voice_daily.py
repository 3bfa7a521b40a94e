"""The mentor's words around the tip of the day: `voice/daily.yaml`."""

from typing import Annotated

from pydantic import Field

from bot.knowledge.base import Line, Prose
from bot.knowledge.filling import Fills, Sentences


class DailyVoice(Sentences):
    """Sentences and labels of the daily tip."""

    weekdays: Annotated[tuple[Line, ...], Field(min_length=7, max_length=7, description="Monday first")]
    moment: Annotated[Line, Fills("day", "time")]
    every_day: Line
    on_weekdays: Line
    on_weekends: Line
    every_role: Line
    level_1: Line
    level_2: Line
    level_3: Line
    # The tip itself
    tip_title: Line
    tip_now_title: Line
    kind_try: Line
    kind_read: Line
    kind_know: Line
    kind_ask: Line
    kind_habit: Line
    one_minute: Line
    minutes: Annotated[Line, Fills("number")]
    for_roles: Annotated[Line, Fills("roles")]
    source_title: Line
    tried_button: Line
    not_for_me_button: Line
    more_button: Line
    another_button: Line
    tried: Line
    not_for_me: Line
    tip_gone: Line
    no_tip: Line
    no_tips: Line
    progress_button: Line
    # Tips in a channel
    a_channel: Line
    no_place: Line
    target_line: Annotated[Line, Fills("days", "time", "city", "roles", "level")]
    personal_line: Annotated[Line, Fills("days", "time", "city")]
    next_at: Annotated[Line, Fills("moment")]
    is_paused: Line
    is_stopped: Line
    is_parked: Line
    here_set: Annotated[Prose, Fills("line")]
    small_deck: Annotated[Line, Fills("number")]
    none_here: Line
    none_anywhere: Line
    list_title: Line
    list_line: Annotated[Line, Fills("place", "line", "next")]
    list_prompt: Line
    preview_title: Annotated[Line, Fills("moment")]
    preview_button: Line
    plan_button: Line
    pause_button: Line
    resume_button: Line
    stop_channel_button: Line
    paused: Line
    resumed: Annotated[Line, Fills("next")]
    stopped: Line
    parked_told: Annotated[Prose, Fills("place", "days")]
    # What people write
    time_unread: Annotated[Line, Fills("text")]
    days_unread: Annotated[Line, Fills("text")]
    city_which: Line
    city_unread: Annotated[Line, Fills("text")]
    role_unread: Annotated[Line, Fills("text")]
    quiet_unread: Annotated[Line, Fills("text")]
    quiet_clash: Annotated[Line, Fills("time", "quiet")]
    form_title: Line
    time_field: Line
    city_field: Line
    city_hint: Line
    days_field: Line
    days_hint: Line
    quiet_field: Line
    quiet_hint: Line
    save: Line
    # What is planned
    plan_title: Annotated[Line, Fills("place")]
    plan_line: Annotated[Line, Fills("day", "tip")]
    plan_pinned: Annotated[Line, Fills("tip")]
    plan_left_out: Line
    plan_prompt: Line
    plan_none: Line
    day_title: Annotated[Line, Fills("moment")]
    swap_prompt: Line
    leave_out_button: Line
    bring_back_button: Line
    day_passed: Line
    left_out: Line
    brought_back: Line
    taken: Line
    pinned: Annotated[Line, Fills("day")]
    pin_day_unread: Annotated[Line, Fills("text")]
    pin_not_wanted: Annotated[Line, Fills("day")]
    pin_tip_unread: Annotated[Line, Fills("text")]
    rates_title: Line
    rates_none: Line
    rates_line: Annotated[Line, Fills("tip", "sent", "tried", "not_for_me")]
    # A tip for oneself
    me_title: Line
    me_set: Annotated[Prose, Fills("line")]
    me_quiet: Annotated[Line, Fills("start", "end")]
    me_snoozed: Annotated[Line, Fills("day")]
    me_none: Line
    me_follows: Line
    not_carried: Line
    change_button: Line
    start_button: Line
    snooze_button: Line
    wake_button: Line
    stop_button: Line
    snoozed: Annotated[Line, Fills("day")]
    woken: Annotated[Line, Fills("next")]
    me_stopped: Line

    def kind(self, kind: str) -> str:
        """What a kind of tip asks of somebody."""
        return str(getattr(self, f"kind_{kind}"))

    def level(self, level: int) -> str:
        """For whom the tips up to a level are."""
        return str(getattr(self, f"level_{level}"))
