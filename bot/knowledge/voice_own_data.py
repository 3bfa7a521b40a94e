"""The mentor's words about what is kept about somebody, and about joining accounts; a part of `voice/learner.yaml`."""

from typing import Annotated

from bot.knowledge.base import Line
from bot.knowledge.filling import Fills, Sentences


class OwnDataVoice(Sentences):
    """Sentences and labels around a person's own data and accounts."""

    privacy_button: Line
    privacy_title: Line
    privacy_what: Line
    privacy_nothing: Line
    privacy_kinds: dict[str, Line]
    """What the kinds of data are called, where their own name would say too little."""
    privacy_linked: Annotated[Line, Fills("platforms")]
    privacy_who: Line
    privacy_line: Annotated[Line, Fills("number")]
    export_button: Line
    export_first: Line
    export_here: Line
    export_about: Line
    forget_button: Line
    forget_ask: Annotated[Line, Fills("platforms")]
    forget_sure: Line
    forget_keep: Line
    forget_late: Line
    forgotten: Line
    forgotten_before: Line
    link_code: Annotated[Line, Fills("code", "minutes")]
    link_secret: Line
    link_check_button: Line
    link_stop_button: Line
    link_stopped: Line
    link_title: Line
    link_field: Line
    link_submit: Line
    link_unknown: Line
    link_too_many: Line
    link_own: Line
    link_already: Line
    link_meant: Annotated[Line, Fills("platform")]
    link_meant_button: Line
    link_not_meant: Line
    link_claimed: Annotated[Line, Fills("number", "platform")]
    link_waiting: Line
    link_compare: Annotated[Line, Fills("platform", "number")]
    link_join_button: Annotated[Line, Fills("number")]
    link_joined: Annotated[Line, Fills("platform")]
    link_over: Line
    part_button: Line
    parted: Line
    parted_before: Line
