"""Who may do what about a community's answers, looked at at the moment of each act.

A role comes from what the platform vouches for and from the groups that the community gave one. No face decides
anything of this, and nothing is remembered of it beyond the act.
"""

from enum import StrEnum

from bot.errors import SignpostError
from bot.mentor.community import CommunitySettings
from bot.mentor.events import Speaker, Standing


class Role(StrEnum):
    """What somebody is among those who look after the answers."""

    OWNER = "owner"
    CURATOR = "curator"
    REVIEWER = "reviewer"
    MENTOR = "mentor"
    LEARNER = "learner"


class Act(StrEnum):
    """What can be done about the answers; the value stands in the record of acts."""

    LOOK = "looked"
    WRITE = "wrote"
    MERGE = "merged"
    SUBMIT = "submitted"
    APPROVE = "approved"
    REJECT = "rejected"
    PUBLISH = "published"
    WITHDRAW = "withdrew"
    ROLL_BACK = "rolled back"
    RETIRE = "retired"
    REDACT = "redacted"
    KEEP_WORDS = "asked for words"
    LEND_WORDS = "lent words"
    REFUSE_WORDS = "kept words to themselves"
    AUDIT = "exported the record"
    APPOINT = "changed who may do what"


_OWN_TIP = frozenset({Act.LOOK, Act.WRITE, Act.SUBMIT, Act.WITHDRAW})
"""What anybody may do with a tip that they propose themselves."""
_WRITING = frozenset({Act.LOOK, Act.WRITE, Act.SUBMIT, Act.WITHDRAW, Act.KEEP_WORDS})
_DECIDING = frozenset({Act.APPROVE, Act.REJECT})
_CURATING = frozenset({Act.PUBLISH, Act.ROLL_BACK, Act.RETIRE, Act.REDACT, Act.AUDIT})
_MAY = {
    Role.OWNER: frozenset(Act),
    Role.CURATOR: _WRITING | _DECIDING | _CURATING,
    Role.REVIEWER: _WRITING | _DECIDING,
    Role.MENTOR: _WRITING,
    Role.LEARNER: frozenset[Act](),
}


def role_of(speaker: Speaker, settings: CommunitySettings) -> Role:
    """The most that the speaker is in their community at this moment."""
    standing = settings.standing_of(speaker.standing, speaker.groups)
    if Standing.ADMIN in standing:
        return Role.OWNER
    if Standing.MODERATOR in standing or _shares(speaker, settings.curator_groups):
        return Role.CURATOR
    if _shares(speaker, settings.reviewer_groups):
        return Role.REVIEWER
    return Role.MENTOR if _shares(speaker, settings.mentor_groups) else Role.LEARNER


def require(speaker: Speaker, settings: CommunitySettings, act: Act, *, own_tip: bool = False) -> Role:
    """The role of the speaker, if it allows the act, on a tip of their own or on anything; raises `SignpostError`."""
    role = role_of(speaker, settings)
    if act not in _MAY[role] and not (own_tip and act in _OWN_TIP):
        raise SignpostError(_refusal(role, act))
    return role


def may(role: Role, act: Act) -> bool:
    """Whether a role allows an act."""
    return act in _MAY[role]


def _refusal(role: Role, act: Act) -> str:
    if role is Role.LEARNER:
        return "That is for the people who look after this community's answers."
    able = [other.value for other in Role if act in _MAY[other]]
    return f"You look after answers here as a {role.value}; this takes a{'n' * (able[-1] == 'owner')} {able[-1]}."


def _shares(speaker: Speaker, groups: tuple[str, ...]) -> bool:
    return not speaker.groups.isdisjoint(groups)
