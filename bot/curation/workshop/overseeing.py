"""Who may do what, and what was done: `/kb who` and `/kb audit`."""

import json
from collections.abc import Mapping

from bot.curation.revisions.revision import Deed
from bot.curation.revisions.standing import Act, Role, may
from bot.curation.workshop.pages import say_day, say_person
from bot.curation.workshop.workshop import Acting, Workshop
from bot.knowledge.pack import Pack
from bot.mentor.actions import Action
from bot.mentor.commands import Command, Feature, VerbHandler
from bot.mentor.events import Filled, Invoked, Picked, Standing
from bot.mentor.reply import (
    Attachment,
    Bullets,
    Choice,
    Choices,
    Heading,
    Note,
    Paragraph,
    Picker,
    PickerKind,
    Reply,
    literal,
)

_DEEDS_SHOWN = 15
_GROUPS = 10
_FIELDS = {
    Role.CURATOR: "curator_groups",
    Role.REVIEWER: "reviewer_groups",
    Role.MENTOR: "mentor_groups",
}


class Overseeing(Feature):
    """Roles, and the record of acts."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(("kb", "who"), "See who looks after the answers", self._who, needs=Standing.HELPER),
            Command(("kb", "audit"), "See what was done about the answers", self._audit, needs=Standing.HELPER),
        )

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"kb-groups": self._appoint, "kb-second": self._ask_for_second, "kb-export": self._export}

    async def _who(self, event: Invoked) -> Reply:
        return self._roles(await self._workshop.acting(event, Act.LOOK))

    def _roles(self, acting: Acting, said: str = "") -> Reply:
        pack, settings = self._workshop.pack(acting.community), acting.settings
        voice = pack.curation_voice
        lines = [voice.who_role.format(role=_title(Role.OWNER, pack), groups=voice.who_admins)]
        for role, field in _FIELDS.items():
            groups = _count(getattr(settings, field), pack)
            if role is Role.CURATOR:
                groups = voice.who_moderators.format(groups=groups)
            lines.append(voice.who_role.format(role=_title(role, pack), groups=groups))
        blocks = (
            *((Paragraph(said),) if said else ()),
            Heading(voice.who_title),
            Bullets(tuple(lines)),
            Paragraph(voice.who_second if settings.second_person else voice.who_alone),
            Note(voice.who_you.format(role=getattr(voice, f"role_{acting.role.value}"))),
        )
        if not may(acting.role, Act.APPOINT):
            return Reply(blocks)
        label = voice.second_off_button if settings.second_person else voice.second_on_button
        toggle = Choice(label, Action("kb-second", ("off" if settings.second_person else "on",)))
        pickers = tuple(
            Picker(PickerKind.GROUP, Action("kb-groups", (role.value,)), _title(role, pack), getattr(settings, field),
                   at_most=_GROUPS)
            for role, field in _FIELDS.items()
        )  # fmt: skip
        return Reply(blocks, (Choices((toggle,)),), pickers=pickers)

    async def _appoint(self, event: Picked | Filled) -> Reply:
        acting = await self._workshop.acting(event, Act.APPOINT)
        field = _FIELDS.get(Role(event.action.argument(0)))
        picked = event.values.get("picked", "").split() if isinstance(event, Filled) else []
        if field is None:
            return self._roles(acting)
        return await self._save(acting, field, tuple(picked[:_GROUPS]))

    async def _ask_for_second(self, event: Picked | Filled) -> Reply:
        acting = await self._workshop.acting(event, Act.APPOINT)
        wanted = event.action.argument(0) == "on"
        return await self._save(acting, "second_person", wanted)

    async def _save(self, acting: Acting, what: str, value: object) -> Reply:
        """Keep one of the settings, and write down who changed it."""
        settings = await self._workshop.communities.change(acting.community, {what: value})
        detail = f"{what}: {getattr(settings, what)}"
        await self._workshop.archive.record(self._deed(acting, Act.APPOINT, detail))
        changed = Acting(acting.event, acting.role, settings)
        reply = self._roles(changed, self._workshop.voice(acting.community).who_saved)
        return Reply(reply.blocks, reply.choices, replaces=True, pickers=reply.pickers)

    async def _audit(self, event: Invoked) -> Reply:
        acting = await self._workshop.acting(event, Act.LOOK)
        pack = self._workshop.pack(acting.community)
        voice = pack.curation_voice
        deeds = await self._workshop.archive.deeds(acting.community, _DEEDS_SHOWN)
        if not deeds:
            return Reply((Heading(voice.audit_title), Paragraph(voice.audit_none)))
        lines = Bullets(tuple(_line(deed, pack) for deed in deeds))
        export = (Choice(voice.export_button, Action("kb-export")),) if may(acting.role, Act.AUDIT) else ()
        return Reply((Heading(voice.audit_title), lines), (Choices(export),) if export else ())

    async def _export(self, event: Picked | Filled) -> Reply:
        """The whole record as a file, one act a line; that it was taken is an act too."""
        acting = await self._workshop.acting(event, Act.AUDIT)
        await self._workshop.archive.record(self._deed(acting, Act.AUDIT, ""))
        deeds = await self._workshop.archive.deeds(acting.community)
        lines = "".join(json.dumps(_document(deed), ensure_ascii=False) + "\n" for deed in reversed(deeds))
        about = self._workshop.voice(acting.community).audit_export
        name = f"record-{self._workshop.clock.now().date().isoformat()}.jsonl"
        return Reply((Paragraph(about), Attachment(lines.encode(), name, about)))

    def _deed(self, acting: Acting, act: Act, detail: str) -> Deed:
        return Deed(
            f"{acting.event.occasion.id}/{act.name.lower()}", acting.community, acting.person, acting.role.value,
            act.value, "", self._workshop.clock.now(), detail=detail,
        )  # fmt: skip


def _title(role: Role, pack: Pack) -> str:
    words = str(getattr(pack.curation_voice, f"role_{role.value}"))
    return words.split(" ", 1)[-1].capitalize()


def _count(groups: tuple[str, ...], pack: Pack) -> str:
    voice = pack.curation_voice
    if not groups:
        return voice.who_nobody
    return voice.who_one_group if len(groups) == 1 else voice.who_groups.format(number=len(groups))


def _line(deed: Deed, pack: Pack) -> str:
    detail = f": {literal(deed.detail)}" if deed.detail else ""
    line = pack.curation_voice.audit_line.format(
        day=say_day(deed.at, pack), person=say_person(deed.person, pack), role=deed.standing, act=deed.act,
        subject=literal(deed.subject), detail=detail,
    )  # fmt: skip
    return line if deed.subject else line.replace(f" {detail}", detail)


def _document(deed: Deed) -> dict[str, object]:
    return {
        "at": deed.at.isoformat(), "person": deed.person, "standing": deed.standing, "act": deed.act,
        "subject": deed.subject, "revision": deed.revision, "detail": deed.detail,
    }  # fmt: skip
