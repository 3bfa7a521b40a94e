"""The whole command table becomes Discord's commands, and Discord's words become the table's again."""

import pytest

from bot.errors import PlatformError
from bot.mentor.commands import Command, CommandOption, OptionKind, Suggestion
from bot.mentor.events import Invoked, Standing
from bot.mentor.reply import Reply
from bot.platforms.discord.commands import ASK_ABOUT, call_of, tree_of
from bot.platforms.discord.playground.rules import command_faults
from bot.platforms.discord.words import title_of, values_in, words_said
from tests.discord.sample_mentor import SampleMentor
from tests.discord.standin import schemas


async def _nothing(_: Invoked) -> Reply:
    return Reply()


def command(*path: str, **more: object) -> Command:
    return Command(path, f"What {' '.join(path)} does", _nothing, **more)  # type: ignore[arg-type]


def by_name(*commands: Command) -> dict[str, dict[str, object]]:
    return {str(top["name"]): dict(top) for top in tree_of(commands).payload}


async def test_the_payload_is_one_that_discord_takes() -> None:
    payload = list(tree_of(SampleMentor().commands()).payload)
    assert list(command_faults([dict(top) for top in payload])) == []
    if schemas.AVAILABLE:
        assert list(schemas.request_faults("PUT", "/applications/1/commands", payload)) == []


def test_two_words_become_a_group_and_its_subcommand() -> None:
    tree = by_name(command("role", "find"), command("role", "set"), command("ask"))
    assert [sub["name"] for sub in tree["role"]["options"]] == ["find", "set"]  # type: ignore[attr-defined]
    assert tree["ask"]["options"] == []


def test_a_word_that_is_command_and_group_is_found_under_the_group() -> None:
    tree = tree_of([command("path"), command("path", "compare")])
    assert tree.commands["path", "show"].path == ("path",)
    assert tree.commands["path", "compare"].path == ("path", "compare")


def test_the_context_menu_is_there() -> None:
    menu = by_name()[ASK_ABOUT]
    assert menu["type"] == 3
    assert "description" not in menu


@pytest.mark.parametrize(
    ("needs", "permission"), [(None, None), (Standing.ADMIN, str(1 << 5)), (Standing.MODERATOR, str(1 << 13))]
)
def test_who_sees_a_command_follows_from_what_it_needs(needs: Standing | None, permission: str | None) -> None:
    assert by_name(command("settings", needs=needs))["settings"]["default_member_permissions"] == permission


def test_a_group_with_something_for_everybody_is_seen_by_everybody() -> None:
    tree = by_name(command("tips", "here", needs=Standing.ADMIN), command("tips", "me"))
    assert tree["tips"]["default_member_permissions"] is None


def test_what_only_admins_do_is_not_offered_in_direct_messages() -> None:
    tree = by_name(command("settings", needs=Standing.ADMIN), command("ask"))
    assert tree["settings"]["contexts"] == [0]
    assert tree["ask"]["contexts"] == [0, 1]


def test_required_options_come_first_and_what_may_be_public_may_be_asked_in_private() -> None:
    options = (CommandOption("when", "When"), CommandOption("what", "What", required=True))
    top = by_name(command("tell", options=options, may_be_public=True))["tell"]
    assert [option["name"] for option in top["options"]] == ["what", "when", "private"]  # type: ignore[attr-defined]


def test_kinds_fixed_values_and_completions_are_told() -> None:
    options = (
        CommandOption("many", "How many", OptionKind.NUMBER, fixed=(Suggestion("Two", "2"),)),
        CommandOption("sure", "Whether", OptionKind.YES_NO),
        CommandOption("role", "Which", suggests=True),
    )
    many, sure, role = tree_of([command("tell", options=options)]).payload[0]["options"]
    assert (many["type"], many["choices"]) == (10, [{"name": "Two", "value": 2.0}])
    assert sure["type"] == 5
    assert role["autocomplete"] is True


def test_names_and_descriptions_can_be_translated() -> None:
    german = {
        "ask": {"de": "fragen"},
        "What ask does": {"de": "Was fragen tut"},
        ASK_ABOUT: {"de": "Den Mentor fragen"},
    }
    tree = tree_of([command("ask")], lambda text: german.get(text, {}))
    assert tree.payload[0]["name_localizations"] == {"de": "fragen"}
    assert tree.payload[0]["description_localizations"] == {"de": "Was fragen tut"}
    assert tree.payload[1]["name_localizations"] == {"de": "Den Mentor fragen"}


def test_the_fingerprint_changes_exactly_with_what_discord_is_told() -> None:
    first, same = tree_of([command("ask")]), tree_of([command("ask")])
    other = tree_of([command("ask"), command("help")])
    assert first.fingerprint == same.fingerprint != other.fingerprint


@pytest.mark.parametrize(
    "wrong",
    [
        command("Ask"),
        command("x" * 33),
        command("ask", options=tuple(CommandOption(f"o{n}", "x") for n in range(26))),
        command("ask", options=(CommandOption("o", "x", fixed=tuple(Suggestion(str(n), str(n)) for n in range(26))),)),
    ],
)
def test_a_table_that_discord_could_not_take_is_refused_with_a_sentence(wrong: Command) -> None:
    with pytest.raises(PlatformError):
        tree_of([wrong])


def test_of_commands_on_messages_discord_takes_five_ours_among_them() -> None:
    tree_of([command(f"do{n}", message_label=f"Do {n}") for n in range(4)])
    with pytest.raises(PlatformError, match="5 commands on messages"):
        tree_of([command(f"do{n}", message_label=f"Do {n}") for n in range(5)])


def test_a_call_is_read_with_its_words_options_and_what_is_being_typed() -> None:
    data = {
        "name": "role",
        "options": [
            {
                "name": "set",
                "type": 1,
                "options": [
                    {"name": "role", "type": 3, "value": "da", "focused": True},
                    {"name": "sure", "type": 5, "value": True},
                    {"name": "hours", "type": 10, "value": 5.0},
                ],
            }
        ],
    }
    call = call_of(data)
    assert call.path == ("role", "set")
    assert dict(call.options) == {"role": "da", "sure": "true", "hours": "5"}
    assert call.focused == "role"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<@7> how much <@!7> math?", "how much  math?"),
        ("ask <@8> in <#9> or <@&5>", "ask @someone in #channel or @role"),
        ("<a:party:123> at <t:1700000000:R> </ask:1>", ":party: at some time /ask"),
    ],
)
def test_what_was_written_becomes_words(content: str, words: str) -> None:
    assert words_said(content, 7) == words


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("how much math?", "how much math?"),
        ("one\ntwo", "one two"),
        ("", "A question"),
        ("\u202e ...", "A question"),
        ("word " * 20, "word " * 10 + "word…"),
        ("x" * 300, "x" * 59 + "…"),
    ],
)  # fmt: skip
def test_a_question_names_its_thread(words: str, title: str) -> None:
    assert title_of(words) == title


def test_what_was_filled_in_is_found_in_labels_and_in_rows() -> None:
    components = [
        {"type": 18, "component": {"type": 4, "custom_id": "a", "value": "1"}},
        {"type": 1, "components": [{"type": 4, "custom_id": "b", "value": "2"}]},
    ]
    assert values_in(components) == {"a": "1", "b": "2"}
