"""Good words of members, kept as answers: asked for by whoever looks after the answers, lent by whoever wrote them.

Nothing is made of a message before its author agreed by a button of their own. What they lend becomes a draft like
any other, with them as its source; the name they are credited by is theirs to choose, and to take back.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.curation.revisions.overlay import A_MEMBER
from bot.curation.revisions.revision import Deed, EntryText, Kind, Revision, State, revision_id
from bot.curation.revisions.standing import Act
from bot.curation.workshop.kept_words import KeptWords, Lending, Lent
from bot.curation.workshop.workshop import Workshop
from bot.errors import SignpostError
from bot.mentor.actions import Action
from bot.mentor.commands import Command, CommandOption, Feature, VerbHandler
from bot.mentor.events import Event, Filled, Invoked, Picked, Standing
from bot.mentor.memory import question_id
from bot.mentor.reply import Audience, Choice, Choices, Form, FormField, Paragraph, Reply, Tone, literal

_LONGEST = 3000
_NAME = 80


class WordsOfMembers(Feature):
    """Saving a good message as an answer."""

    def __init__(self, workshop: Workshop, lending: Lending) -> None:
        self._workshop = workshop
        self._lending = lending

    def commands(self) -> tuple[Command, ...]:
        words = CommandOption("text", "The message, word by word", required=True)
        return (
            Command(
                ("kb", "keep"), "Ask somebody for their message, to keep it as an answer", self._ask, (words,),
                may_be_public=True, needs=Standing.HELPER, message_label="Keep as an answer",
            ),
        )  # fmt: skip

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"kb-lend": self._lend}

    async def _ask(self, event: Invoked) -> Reply:
        """Ask the author of a message, where everybody sees that they were asked."""
        acting = await self._workshop.acting(event, Act.KEEP_WORDS)
        voice = self._workshop.voice(acting.community)
        words = event.options.get("text", "").strip()[:_LONGEST]
        if not words:
            raise SignpostError(voice.keep_empty)
        author = event.options.get("author") or acting.person
        asked = KeptWords(
            question_id(f"{acting.community}\0{event.options.get('link', '')}\0{words}"), acting.community,
            event.occasion.place, event.options.get("link", ""), author, words, Lent.ASKED,
            self._workshop.clock.now(), acting.person,
        )  # fmt: skip
        if not await self._lending.ask(asked, self._deed(event, Act.KEEP_WORDS, asked.id)):
            raise SignpostError(voice.keep_gone)
        if author == acting.person:
            return self._which_name(asked)
        choices = Choices(
            (
                Choice(voice.keep_yes, Action("kb-lend", (asked.id, "yes")), Tone.MAIN),
                Choice(voice.keep_no, Action("kb-lend", (asked.id, "no"))),
            )
        )
        said = voice.keep_ask.format(person=f"[{voice.keep_you}](person:{author})")
        return Reply((Paragraph(said), Paragraph(f"*{literal(words)}*")), (choices,), audience=Audience.ROOM)

    async def _lend(self, event: Picked | Filled) -> Reply:
        """What the author says; nobody else can say it for them."""
        speaker = event.occasion.speaker
        voice = self._workshop.voice(speaker.community)
        words = await self._lending.find(speaker.community, event.action.argument(0))
        if words is None or words.state is Lent.REFUSED:
            raise SignpostError(voice.keep_gone)
        if words.person != speaker.person:
            raise SignpostError(voice.keep_not_yours)
        if event.action.argument(1) == "no":
            refused = replace(words, state=Lent.REFUSED, words="")
            await self._lending.settle(refused, self._deed(event, Act.REFUSE_WORDS, words.id))
            return Reply((Paragraph(voice.keep_refused),), audience=Audience.ROOM, replaces=True)
        if isinstance(event, Picked):
            return self._which_name(words)
        return await self._keep(event, words, " ".join(event.values.get("name", "").split())[:_NAME] or A_MEMBER)

    def _which_name(self, words: KeptWords) -> Reply:
        voice = self._workshop.voice(words.community)
        field = FormField("name", voice.keep_name, placeholder=voice.keep_name_hint, max_length=_NAME)
        return Reply(
            (Paragraph(voice.keep_name),), form=Form(voice.keep_title, Action("kb-lend", (words.id, "yes")), (field,))
        )

    async def _keep(self, event: Filled, words: KeptWords, name: str) -> Reply:
        """Make a draft of the words, in the name of whoever asked for them."""
        voice = self._workshop.voice(words.community)
        draft = await self._draft(words, revision_id(words.id))
        lent = replace(words, state=Lent.LENT, name=name, revision=draft.id)
        if words.state is not Lent.LENT:
            await self._workshop.archive.save(draft, self._deed(event, Act.WRITE, draft.subject, draft.id))
            await self._lending.settle(lent, self._deed(event, Act.LEND_WORDS, words.id, draft.id))
        said = voice.keep_lent.format(name=literal(name))
        return Reply((Paragraph(said),), audience=Audience.ROOM, replaces=True)

    async def _draft(self, words: KeptWords, id_: str) -> Revision:
        voice, now = self._workshop.voice(words.community), self._workshop.clock.now()
        model = await self._workshop.nearest(words.community, words.words)
        slug, source = f"kept-{words.id}", f"member-{words.id}"
        text = EntryText(
            {
                "id": slug, "answer": words.words, "owner": voice.owner, "checked": now.date().isoformat(),
                "topics": list(model.topics[:1]) if model else [], "sources": [source],
                "kind": model.kind if model else next(iter(self._workshop.pack(words.community).about.lifetimes)),
            },
            ({"id": source, "title": voice.keep_source, "author": A_MEMBER},),
            words.id,
        )  # fmt: skip
        # Their name stands beside it and nowhere in it, so that it goes when they take it back.
        return Revision(
            id_, words.community, Kind.ENTRY, slug, State.DRAFT, text, words.keeper, now, now, reason=voice.keep_reason
        )

    def _deed(self, event: Event, act: Act, subject: str, revision: str | None = None) -> Deed:
        speaker, now = event.occasion.speaker, self._workshop.clock.now()
        standing = "member" if act in {Act.LEND_WORDS, Act.REFUSE_WORDS, Act.WRITE} else "moderator"
        return Deed(
            f"{event.occasion.id}/{act.name.lower()}", speaker.community, speaker.person, standing, act.value, subject,
            now, revision,
        )  # fmt: skip
