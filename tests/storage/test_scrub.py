import random
import string
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.mentor.scrub import scrub

TAKEN_OUT = [
    ("write to ada.lovelace+ml@example.co.uk please", "write to [email] please"),
    ("mail: o'neil_99@uni-köln.example, thanks", "mail: [email], thanks"),
    ("<ada@example.org>", "<[email]>"),
    ("ada (at) example (dot) org", "[email]"),
    ("ada [at] example.org.", "[email]."),
    ("call +44 20 7946 0958 tonight", "call [phone] tonight"),
    ("+4915112345678", "[phone]"),
    ("+1 (555) 010-4477", "[phone]"),
    ("(555) 010 4477 after six", "[phone] after six"),
    ("555-013-4477", "[phone]"),
    ("1-555-013-4477", "[phone]"),
    ("555.013.4477", "[phone]"),
    ("0171 1234567 or 020 7946 0958", "[phone] or [phone]"),
    ("06 12 34 56 78", "[phone]"),
    ("07700900123", "[phone]"),
    ("98765 43210 on weekdays", "[phone] on weekdays"),
    ("WhatsApp: 555 0134", "WhatsApp: [phone]"),
    ("my number is 5550134477", "my number is [phone]"),
    ("key sk-proj-4fT9xKq27LmNvB81RzYw3", "key [key]"),
    ("xoxb-123456789012-abcDEF456ghi", "[key]"),
    ("ghp_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8", "[key]"),
    ("hf_aB3dE5gH7jK9mN1pQ3sT5", "[key]"),
    ("AKIAIOSFODNN7EXAMPLE", "[key]"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc123_-XYZ", "[key]"),
    ("https://ada:pa55word@example.org/repo", "https://[key]@example.org/repo"),
    ("password: hunter2", "password: [key]"),
    ("my password is hunter2 ok", "my password is [key] ok"),
    ('api_key = "a8f3k2m9"', 'api_key = "[key]"'),
    ("Authorization: Bearer a8f3k2m9x7", "Authorization: Bearer [key]"),
    ("5f4dcc3b5aa765d61d8327deb882cf99", "[key]"),
    ("aB3dE5gH7jK9mN1pQ3sT5vX7", "[key]"),
    ("-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY----- done", "[key] done"),
    ("-----BEGIN PRIVATE KEY-----\nabc cut off", "[key]"),
    ("thanks <@123456789012345678> and <@U02ABCDEF>", "thanks [person] and [person]"),
]

LEFT_ALONE = [
    "I finished school in 2009 and started in 2019-2021, so 2024 2025 2026 are left",
    "Is an RTX 4090 or an A100 80GB better than 2x3090?",
    "CS229, CS 7641-001, 6.S191, 15-445 and 10-701 are courses",
    "I earn 60000-80000 and want 95,000 to 120000 EUR, not $1,000,000",
    "between 70000 80000 and 90000",
    "layers of 256-512-1024 units, or 128 256 512 1024",
    "a model with 7000000000 parameters on 1000000000 tokens",
    "0.001 and 0.25 0.50 0.75 are learning rates; 1e-4 too",
    "on 2026-11-21 at 09:30, that is 21/11/2026 or 01.02.2026 10:30",
    "Python 3.11.4, CUDA 12.1, numpy 2.4.6, PyTorch 2.9.0+cu128",
    "ISBN 978-0-387-31073-2 and arXiv 1706.03762v5, doi 10.1145/3292500.3330701",
    "192.168.100.200 and 127.0.0.1:8080",
    "sk-learn-compatible-estimators and scikit-learn",
    "hf_hub_download and hf_transformers_pipeline",
    "TFDistilBertForSequenceClassification and Qwen2_5-Coder-32B-Instruct-GGUF",
    "https://example.org/how-to-get-into-machine-learning-in-2026-without-a-degree",
    "what is a token: a word or a piece? The secret is practice.",
    "I forgot my password, is that a problem for passwords in general?",
    "@dataclass, @everyone and user@host in a shell",
    "10 hours a week for 12 months, 3 to 5 papers, 80% done, +10000% growth",
    "mobile apps 2019 2020, cell 12 of the notebook, phone calls at 10",
    "I'm 34, have 2 kids, 1,5 hours a day, and 1 000 000 questions",
    "Kaggle top 5% of 3482 teams, score 0.98765, seed 1234567890",
    "1234567 rows, 12345678 columns",
]


@pytest.mark.parametrize(("text", "expected"), TAKEN_OUT)
def test_personal_data_and_secrets_are_taken_out(text: str, expected: str) -> None:
    assert scrub(text) == expected


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_people_talk_about_here_is_left_alone(text: str) -> None:
    assert scrub(text) == text


pieces = st.one_of(
    st.sampled_from([text for text, _ in TAKEN_OUT] + LEFT_ALONE),
    st.text(max_size=12),
    st.text("0123456789 +-.()/", max_size=24),
    st.text("ab1@.[]():=\n ", max_size=16),
    st.text(string.ascii_letters + string.digits, min_size=20, max_size=50),
)


@given(st.lists(pieces, max_size=6).map(" ".join) | st.lists(pieces, max_size=6).map("".join))
@example("password: password: a")
@example("ada (at) example (dot) org+ada (at) example (dot) org")
@example("a@b.coa@b.co")
@example("call +44 20 7946 0958, ISBN 978-0-387-31073-2")
@example("token=[key]1234567890")
def test_scrubbing_twice_is_scrubbing_once(text: str) -> None:
    once = scrub(text)
    assert scrub(once) == once


names = st.text(string.ascii_lowercase + string.digits + "._+-", min_size=1, max_size=20).filter(
    lambda name: name[0].isalnum() and name[-1].isalnum()
)
prose = st.text(string.ascii_letters + " ,;\n", max_size=60)


@given(prose, names, names, st.sampled_from(["com", "org", "co.uk", "example"]), prose)
def test_no_address_survives_in_prose(before: str, name: str, host: str, ending: str, after: str) -> None:
    host = host.replace(".", "-").replace("_", "-").replace("+", "-")
    assert "@" not in scrub(f"{before} {name}@{host}.{ending} {after}")


@given(prose, st.integers(1, 99), st.lists(st.integers(10, 99), min_size=4, max_size=5), st.sampled_from(" -."))
def test_no_international_number_survives_in_prose(before: str, country: int, parts: list[int], between: str) -> None:
    number = f"+{country}{between}" + between.join(map(str, parts))
    assert number not in scrub(f"{before} {number} ")


@given(prose, st.randoms(use_true_random=False))
def test_no_long_key_survives_in_prose(before: str, random_: random.Random) -> None:
    key = "".join(
        random_.choice(string.ascii_lowercase)
        + random_.choice(string.ascii_uppercase + string.digits)
        + random_.choice(string.digits)
        for _ in range(12)
    )
    assert key not in scrub(f"{before} {key} ")


@given(prose)
def test_prose_is_left_alone(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "1",
        "1 ",
        "+1",
        "a@",
        "a.",
        "@a.",
        "(1",
        "0 ",
        "-----BEGIN PRIVATE KEY-----",
        "password:",
        "token ",
        "eyJa.",
        "[at]",
        "a [at] ",
        "<@",
        "sk-",
        "call me ",
        "://a:",
        "aB1",
    ],
)
def test_the_time_grows_with_the_length_and_no_faster(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        started = time.thread_time()
        scrub(text)
        return time.thread_time() - started

    scrub(unit)
    short = min(seconds(10_000) for _ in range(3))
    long = min(seconds(80_000) for _ in range(3))
    # Eight times the text; a square would take 64 times as long.
    assert long < 24 * max(short, 0.0005)
