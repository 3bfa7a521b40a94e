"""The command line as people use it: on the small pack, in a data folder of its own."""

import io
import json
import os
import pty
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.knowledge.loader import load
from bot.platforms.discord.invite import invite_link
from bot.settings import setting_names

COOKING = str(Path(__file__).parents[1] / "packs" / "cooking")

Signpost = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for all, so that the pack is learned once."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def signpost(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, data_folder: Path
) -> Signpost:
    """Run the command and return its exit code, what it printed and what it complained about."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    for name in setting_names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SIGNPOST_DATA_FOLDER", str(data_folder))
    monkeypatch.setenv("SIGNPOST_KNOWLEDGE_FOLDER", COOKING)

    def run(*arguments: str, lines: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["signpost", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_help_names_every_command_with_a_line_about_it(signpost: Signpost) -> None:
    code, out, _ = signpost("--help")
    assert code == 0
    for command in ("ask", "chat", "run", "doctor", "play", "route", "knowledge"):
        assert command in out


def test_a_playground_that_there_is_not_is_told_in_one_sentence(signpost: Signpost) -> None:
    code, out, err = signpost("play", "irc")
    assert (code, out) == (2, "")
    assert err == "There is no playground called 'irc'. Try `signpost play discord` or `signpost play slack`.\n"


def test_ask_answers_one_question(signpost: Signpost) -> None:
    code, out, _ = signpost("ask", "how do I cook rice?")
    assert (code, "one and a half cups of water" in out) == (0, True)


def test_ask_in_the_terms_of_a_role(signpost: Signpost) -> None:
    assert "serrated knife" in signpost("ask", "which knife should I get?", "--role", "pastry_chef")[1]


def test_ask_for_a_role_nobody_knows_names_the_known_ones(signpost: Signpost) -> None:
    code, out, _ = signpost("ask", "which knife?", "--role", "king")
    assert (code, "line_cook" in out.replace("\\", "")) == (2, True)


def test_ask_as_json_is_json_with_blocks_and_choices(signpost: Signpost) -> None:
    reply = json.loads(signpost("ask", "how do I cook rice?", "--json")[1])
    assert reply["decision"] == "answer"
    assert {block["kind"] for block in reply["blocks"]} >= {"heading", "paragraph", "sources"}


def test_run_without_a_terminal_answers_each_line_and_ends(signpost: Signpost) -> None:
    code, out, _ = signpost("run", lines="how do I cook rice?\n\nhello\n\x00\u202e???\n")
    assert code == 0
    assert "one and a half cups of water" in out
    assert "What would you like to cook?" in out
    assert "couldn't find any words" in out


def test_input_that_ends_within_a_form_ends_the_talk_in_peace(signpost: Signpost) -> None:
    code, _, error = signpost("run", lines="/link confirm\n")
    assert (code, error) == (0, "")


def _route(signpost: Signpost, tmp_path: Path, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    code, out, _ = signpost("route", str(file))
    assert code == 0
    return [json.loads(line) for line in out.splitlines()]


def test_route_writes_one_line_for_each_message_with_every_field(signpost: Signpost, tmp_path: Path) -> None:
    (row,) = _route(signpost, tmp_path, [{"id": 7, "text": "which knife should I get for my pastry shop?"}])
    assert set(row) >= {
        "id", "decision", "entry", "topics", "confidence", "role", "role_confidence", "alternatives",
        "matched_phrasing", "latency_ms",
    }  # fmt: skip
    assert (row["id"], row["entry"], row["topics"]) == (7, "which-knife", ["tools"])
    assert len(row["alternatives"]) >= 5


def test_route_reads_turns_as_one_talk_and_rows_as_talks_of_their_own(signpost: Signpost, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"id": "a", "turns": ["I want to become a pastry chef", "which knife should I get?"]},
        {"id": "b", "text": "which knife should I get?"},
    ]
    talk, alone = _route(signpost, tmp_path, rows)
    assert [turn["role"] for turn in talk["turns"]] == ["pastry_chef", "pastry_chef"]
    assert alone["role"] is None


@pytest.mark.parametrize(
    ("content", "words"),
    [("not json\n", "is not JSON"), ('{"id": 1}\n', "needs an `id` and a `text`"), ('["x"]\n', "needs an `id`")],
)
def test_route_names_the_line_it_cannot_read(signpost: Signpost, tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(content, encoding="utf-8")
    code, _, err = signpost("route", str(file))
    assert (code, ":1 " in err, words in err) == (1, True, True)


def test_knowledge_check_counts_what_is_there(signpost: Signpost) -> None:
    code, out, _ = signpost("knowledge", "check", COOKING)
    assert (code, "7 entries" in out, "0 errors" in out) == (0, True, True)


def test_knowledge_check_fails_on_a_fault(signpost: Signpost, tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("name: x\n", encoding="utf-8")
    code, out, _ = signpost("knowledge", "check", str(tmp_path))
    assert (code, "voice.yaml:1" in out) == (1, True)


def test_knowledge_show_prints_an_answer_and_its_phrasings(signpost: Signpost) -> None:
    out = signpost("knowledge", "show", "salt", "--knowledge", COOKING)[1]
    assert ("How much salt is enough?" in out, "my food tastes bland" in out) == (True, True)


def test_knowledge_show_proposes_the_nearest_id(signpost: Signpost) -> None:
    code, _, err = signpost("knowledge", "show", "sallt", "--knowledge", COOKING)
    assert (code, "Did you mean salt?" in err) == (1, True)


def test_doctor_says_how_each_part_is_doing(signpost: Signpost) -> None:
    code, out, _ = signpost("doctor")
    assert code == 0
    for part in ("settings", "database", "content", "encoder", "discord", "slack"):
        assert part in out


def test_doctor_says_what_to_do_about_a_database_that_is_none(signpost: Signpost, tmp_path: Path) -> None:
    (tmp_path / "signpost.sqlite3").write_bytes(b"this is not a database, whatever its name says" * 99)
    code, out, _ = signpost("doctor", "--data", str(tmp_path))
    assert (code, "put a backup in its place" in out) == (1, True)


def test_doctor_shows_the_invite_link_in_one_piece(signpost: Signpost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("DISCORD_TOKEN", "MTIzNDU2Nzg5MDEyMzQ1Njc4.x.y")
    out = signpost("doctor")[1]
    assert f"\n{invite_link(123456789012345678)}\n" in out
    assert "to answer in threads" in out
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("DISCORD_TOKEN", "not.a.token")
    assert "Copy it from the page" in signpost("doctor")[1]


@pytest.mark.parametrize(
    ("given", "state", "said"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, 1, "also needs SLACK_APP_TOKEN"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, 1, "also needs SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, 0, "tokens set for Socket Mode"),
        ({"SLACK_CLIENT_ID": "1.2"}, 1, "also needs SLACK_SIGNING_SECRET, SLACK_CLIENT_SECRET, SLACK_PUBLIC_URL"),
        (
            {
                "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "x", "SLACK_SIGNING_SECRET": "y",
                "SLACK_PUBLIC_URL": "https://mentor.example.org/",
            },
            0,
            "\nhttps://mentor.example.org/slack/install\n",
        ),
        ({"DISCORD_TOKEN": "MTIzNDU2Nzg5MDEy.x", "DISCORD_SHARD_IDS": "0"}, 1, "also needs DISCORD_SHARD_COUNT"),
    ],
)  # fmt: skip
def test_doctor_says_what_a_platform_still_needs(
    signpost: Signpost, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], state: int, said: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    code, out, _ = signpost("doctor")
    assert (code, said in out) == (state, True)


def test_doctor_asks_the_running_process_and_says_so_where_there_is_none(
    signpost: Signpost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNPOST_HEALTH_PORT", "0")
    code, out, _ = signpost("doctor", "--live")
    assert (code, "Set a port" in out) == (1, True)


def test_doctor_names_keys_in_dotenv_that_mean_nothing(signpost: Signpost, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DISCORD_TOKN=x\n", encoding="utf-8")
    assert "DISCORD_TOKN" in signpost("doctor")[1]


def test_a_content_folder_that_is_missing_is_told_in_a_sentence(signpost: Signpost) -> None:
    code, out, err = signpost("ask", "hi", "--knowledge", "/nowhere")
    assert (code, "There is no content folder" in err, "Traceback" in out + err) == (1, True, False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("knowledge", "export", "{file}/into"), "I can't write into"),
        (("knowledge", "schemas", "{file}/into"), "I can't write into"),
        (("knowledge", "diff", "--community", "kitchen"), "“kitchen” is no community"),
        (("knowledge", "export", "{file}", "--community", "discord:"), "“discord:” is no community"),
        (("knowledge", "show", "qqqq"), "An entry's id is the name of its file"),
        (("knowledge", "check", "/nowhere"), "Name one that has a pack.yaml"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    signpost: Signpost, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    file = tmp_path / "file"
    file.touch()
    code, out, err = signpost(*(word.format(file=file) for word in words))
    assert (code, said in err, "reference" in out + err) == (1, True, False)


def test_doctor_says_that_a_content_folder_is_missing(signpost: Signpost) -> None:
    assert "There is no content folder at /nowhere" in " ".join(
        signpost("doctor", "--knowledge", "/nowhere")[1].split()
    )


def test_a_defect_shows_a_reference_and_no_traceback(signpost: Signpost, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.settings.load_settings", broken)
    code, out, err = signpost("ask", "hi")
    assert (code, "reference" in err, "Traceback" in out + err) == (1, True, False)


def test_answers_go_out_to_files_and_come_in_again(signpost: Signpost, tmp_path: Path) -> None:
    whole, table = tmp_path / "whole", tmp_path / "more.csv"
    assert signpost("knowledge", "export", str(whole))[0] == 0
    assert signpost("knowledge", "check", str(whole))[0] == 0
    assert signpost("knowledge", "diff", str(whole))[1].strip() == "Nothing differs."
    again = tmp_path / "again"
    assert signpost("knowledge", "export", str(again), "--knowledge", str(whole))[0] == 0
    names = [path.relative_to(whole) for path in sorted(whole.rglob("*")) if path.is_file()]
    assert all((whole / name).read_bytes() == (again / name).read_bytes() for name in names)
    table.write_text("question,answer\nMay I freeze bread?,Yes.\nHow much salt is enough?,Some.\n", encoding="utf-8")
    code, out, _ = signpost("knowledge", "import", str(table), "--community", "discord:9", "--dry-run")
    assert (code, "How much salt is enough?" in out, "1 entries to bring" in out) == (0, True, True)
    assert "1 published" in signpost("knowledge", "import", str(table), "--community", "discord:9", "--publish")[1]
    assert "+ may-i-freeze-bread" in signpost("knowledge", "diff", "--community", "discord:9")[1]
    assert signpost("knowledge", "export", str(tmp_path / "mine"), "--community", "discord:9")[0] == 0
    assert (tmp_path / "mine" / "sources" / "community.yaml").is_file()


def test_an_import_says_which_addresses_became_sources_and_which_are_not_approved(
    signpost: Signpost, tmp_path: Path
) -> None:
    known = next(str(source.url) for source in load(Path(COOKING)).sources.values() if source.url)
    (tmp_path / "faq").mkdir()
    text = f"# May I freeze bread?\n\nYes, see {known} and https://unknown.example/bread.\n"
    (tmp_path / "faq" / "bread.md").write_text(text, encoding="utf-8")
    code, out, _ = signpost("knowledge", "import", str(tmp_path / "faq"), "--community", "discord:9", "--dry-run")
    assert (code, "https://unknown.example/bread" in out, "To approve a site" in out) == (0, True, True)
    assert "Addresses that became sources: 1, 0 of them new" in out


def test_the_deep_check_asks_the_golden_questions(signpost: Signpost) -> None:
    code, out, _ = signpost("knowledge", "check", COOKING, "--deep")
    assert (code in {0, 1}, "8 golden questions" in out) == (True, True)


def test_square_brackets_in_a_table_are_words(signpost: Signpost, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("question,answer\nhow do I cook rice [/b]?,Gently.\n[/i],\n")
    code, out, _ = signpost("knowledge", "import", str(table), "--to", str(tmp_path / "into"), "--dry-run")
    assert (code, "left out" in out) == (0, True)


def test_a_defect_in_the_middle_goes_into_the_log_without_what_people_wrote(
    signpost: Signpost, monkeypatch: pytest.MonkeyPatch, data_folder: Path
) -> None:
    async def broken(_: object, said: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.mentor.desk.FrontDesk.handle", broken)
    code, out, err = signpost("ask", "a very private matter")
    reference = err.rpartition("reference ")[2].strip().rstrip(".")
    log = (data_folder / "signpost.log").read_text()
    assert (code, out) == (1, "")
    assert reference in log
    assert "ZeroDivisionError" in log
    assert "private matter" not in log


@pytest.mark.parametrize(
    ("awaited", "settings"),
    [("you ›", {"SIGNPOST_KNOWLEDGE_FOLDER": COOKING}), ("%", {})],
    ids=["at the prompt", "while it learns"],
)
def test_ctrl_c_ends_a_talk_at_once(data_folder: Path, tmp_path: Path, awaited: str, settings: dict[str, str]) -> None:
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(tmp_path)
        folder = {"SIGNPOST_DATA_FOLDER": str(data_folder)}
        os.execve(sys.executable, [sys.executable, "-m", "bot", "chat"], {**os.environ, **folder, **settings})
    shown = b""
    while awaited.encode() not in shown:
        shown += os.read(terminal, 4096)
    os.write(terminal, b"\x03")
    deadline = time.monotonic() + 10
    while (ended := os.waitpid(process, os.WNOHANG)) == (0, 0) and time.monotonic() < deadline:
        with suppress(OSError):  # nothing is read of who is gone
            if select.select([terminal], [], [], 0.1)[0]:
                os.read(terminal, 4096)
    if ended == (0, 0):
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
    os.close(terminal)
    assert ended[0] == process
