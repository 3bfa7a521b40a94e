"""The slow part of the content check: what the content makes of messages, with a reader that it taught.

Every phrasing must lead to its own entry, every golden question and dialogue where it must. Called by
`signpost knowledge check --deep`, which is part of what every change must pass.
"""

from collections.abc import Callable, Iterator

from bot.curation.gate.replay import meets, seen
from bot.curation.gate.report import Seen
from bot.knowledge.checking import Finding
from bot.knowledge.faults import Severity
from bot.knowledge.pack import Pack
from bot.knowledge.teaching import GoldenDialogue
from bot.mentor.cleaning import clean
from bot.mentor.manners import context_of, decide, learner_after, talk_after
from bot.mentor.memory import Learner, Talk
from bot.understanding import Reader

Progress = Callable[[str, int, int], None]

_SHOWN = 80


def deep_findings(pack: Pack, reader: Reader, progress: Progress) -> Iterator[Finding]:
    """Every finding, golden questions first."""
    questions, entries = pack.golden_questions, list(pack.entries.values())
    for done, question in enumerate(questions):
        progress("asking the golden questions", done, len(questions))
        found = seen(pack, reader, question.text)
        if not meets(found, question):
            yield Finding("GoldenQuestion", question.id, f"“{question.text[:_SHOWN]}” {_led(found)}.")
    progress("asking the golden questions", len(questions), len(questions))
    for dialogue in pack.golden_dialogues:
        yield from _of_dialogue(dialogue, pack, reader)
    for done, entry in enumerate(entries):
        progress("reading the phrasings", done, len(entries))
        for phrasing in entry.phrasings:
            best = reader.read(clean(phrasing).words).best
            if best is None or best.entry_id != entry.id:
                leads = f"leads to '{best.entry_id}'" if best else "leads nowhere"
                message = f"the phrasing “{phrasing[:_SHOWN]}” {leads}; say more clearly what is asked, or move it."
                yield Finding("Entry", entry.id, message, Severity.WARNING)
    progress("reading the phrasings", len(entries), len(entries))


def _of_dialogue(dialogue: GoldenDialogue, pack: Pack, reader: Reader) -> Iterator[Finding]:
    """The turns of one conversation, each read against those before it."""
    talk, learner = Talk(dialogue.id), Learner("", "")
    for number, turn in enumerate(dialogue.turns, 1):
        understanding = reader.read(clean(turn.text).words, context_of(talk, learner))
        outcome = decide(understanding, pack, talk, learner)
        found = Seen(outcome.decision, outcome.entry, outcome.view.role)
        if not meets(found, turn):
            yield Finding("GoldenDialogue", dialogue.id, f"turn {number}, “{turn.text[:_SHOWN]}”, {_led(found)}.")
        talk = talk_after(outcome, talk, understanding.read_as, "")
        learner = learner_after(understanding, learner, pack, understanding.role.cue)


def _led(found: Seen) -> str:
    about = f" by '{found.entry}'" if found.entry else ""
    return f"leads to the decision '{found.decision.value}'{about}"
