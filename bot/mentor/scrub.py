"""Personal data and secrets taken out of a text before it is kept.

A pure function, linear in the length of the text: every repetition in a pattern is bounded or starts at a word's
edge only. Numbers people talk about here (years, salaries, layer sizes, course codes, models) stay; the
cases are in `tests/storage/test_scrub.py`. Called by the mentor and, whoever forgot to, by the storage.
"""

import re
from collections.abc import Callable

EMAIL = "[email]"
PHONE = "[phone]"
KEY = "[key]"
PERSON = "[person]"

_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|\Z)", re.DOTALL
)
_LOGIN_IN_LINK = re.compile(r"(?<=://)[^\s/@:\[\]]{1,100}:[^\s/@\[\]]{1,200}(?=@)")
_KNOWN_KEY = re.compile(
    r"""(?<![\w\]-])(?:
      sk-[\w-]{16,300} | [srp]k_(?:live|test)_\w{10,300} | xox[a-z]-[\w-]{10,300} | xapp-[\w-]{10,300}
    | gh[pousr]_\w{20,300} | github_pat_\w{20,300} | glpat-[\w-]{16,300} | hf_\w{16,300} | gsk_\w{20,300}
    | nvapi-[\w-]{20,300} | r8_\w{20,300} | npm_\w{30,300} | pypi-[\w-]{50,500} | ya29\.[\w.-]{20,500}
    | A(?:KIA|SIA)[0-9A-Z]{16} | AIza[\w-]{30,100} | SG\.[\w-]{16,100}\.[\w-]{16,100}
    | eyJ[\w-]{8,4000}\.[\w-]{8,4000}\.[\w-]{4,4000}
    | [MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,45} | \d{8,10}:[\w-]{35}
    )""",
    re.VERBOSE,
)
_NAMED_KEY = re.compile(
    r"""(?<![a-z])((?:pass(?:word|wd|phrase)|pwd)\s{0,3}(?:[:=]|is\b)|
      (?:(?:api|access|auth|secret|client)[\s_-]?(?:key|token|secret)|token|secret)\s{0,3}[:=]|bearer\s)
      (\s{0,3}["'`]?)([^\s"'`\[\]]{4,300})""",
    re.IGNORECASE | re.VERBOSE,
)
_LONG_RUN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{24,}(?![A-Za-z0-9])")
_EMAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]{1,100}+@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w])")
_SPELT_EMAIL = re.compile(
    r"""(?<![\w.+-])[\w.+-]{1,64}+\s{0,2}[\[({]\s?at\s?[\])}]\s{0,2}[\w-]{1,63}+
      (?:\s{0,2}(?:[\[({]\s?dot\s?[\])}]|\.)\s{0,2}[\w-]{2,63}+){1,4}""",
    re.IGNORECASE | re.VERBOSE,
)
_PERSON = re.compile(r"<@[!&]?[A-Za-z0-9]{2,25}(?:\|[^>\n]{0,80})?>")

_SPREAD = r"\d(?:[\s().-]{0,2}\d)"
_PHONES = (
    re.compile(rf"\+{_SPREAD}{{7,14}}(?![\d%])"),
    re.compile(r"(?<![\w.,+-])(?:\+?1[ .-])?[2-9]\d\d([.-])\d{3}\1\d{4}(?![\w-]|[.,]\d)"),
    re.compile(r"(?<![^\W\d])\(\d{3,5}\)[ ]?\d{3,4}[ .-]?\d{3,4}(?!\d)"),
    re.compile(r"(?<![\w.,+-])0\d{2,4}[ /-]\d{3,8}(?:[ -]\d{2,4}){0,2}(?![\w]|[.,]\d)"),
    re.compile(r"(?<![\w.,+-])0\d([ .-])\d\d\1\d\d\1\d\d\1\d\d(?![\w]|[.,]\d)"),
    re.compile(r"(?<![\w.,+-])0\d{9,11}(?![\w]|[.,]\d)"),
    re.compile(r"(?<![\w.,+-])[6-9]\d{4}[ -]?\d{5}(?![\w]|[.,]\d)"),
)
_CALLED_PHONE = re.compile(
    r"""(?<![a-z\[])((?:phone|tel|telephone|mobile|cell|whats\s?app|signal|sms|text\sme|call\sme|reach\sme|my\snumber)
      [^\d\n+\[]{0,20})(\+?"""
    + _SPREAD.replace(" ", "[ ]")
    + r"{6,14})(?!\d)",
    re.IGNORECASE | re.VERBOSE,
)

# What most texts lack; looking for it is quicker than looking for what needs it.
_DIGIT = re.compile(r"\d")
_SEVEN_DIGITS = re.compile(r"(?:\d\D*+){7}")
_SPELT_AT = re.compile(r"[\[({]\s?at", re.IGNORECASE)
_WORDS_FOR_KEYS = ("pass", "pwd", "key", "token", "secret", "bearer")

_PHONE_DIGITS = range(7, 16)
_YEARS = range(1900, 2101)
_SHORTEST_KEY = 8
_DIGIT_GROUPS_IN_KEYS = 3


def scrub(text: str) -> str:
    """`text` with e-mail addresses, telephone numbers, keys, passwords and mentions of people replaced.

    Scrubbing twice is scrubbing once.
    """
    text = _LOGIN_IN_LINK.sub(KEY, _PRIVATE_KEY.sub(KEY, text))
    has_digit = _DIGIT.search(text) is not None
    if has_digit:
        text = _KNOWN_KEY.sub(_unless(_is_word, KEY), text)
    lowered = text.lower()
    if any(word in lowered for word in _WORDS_FOR_KEYS):
        text = _NAMED_KEY.sub(_named_key, text)
    if has_digit:
        text = _LONG_RUN.sub(_unless(_is_long_name, KEY), text)
    if "@" in text:
        text = _PERSON.sub(PERSON, _EMAIL.sub(EMAIL, text))
    if _SPELT_AT.search(text):
        # An address that follows another at once stands apart only when that one is gone.
        while (fewer := _SPELT_EMAIL.sub(EMAIL, text)) != text:
            text = fewer
    if _SEVEN_DIGITS.search(text):
        for pattern in _PHONES:
            text = pattern.sub(_unless(_is_quantity, PHONE), text)
        text = _CALLED_PHONE.sub(_called_phone, text)
    return text


def _unless(is_harmless: Callable[[str], bool], replacement: str) -> Callable[[re.Match[str]], str]:
    return lambda match: match[0] if is_harmless(match[0]) else replacement


def _is_word(text: str) -> bool:
    """Whether what begins like a key is a name, such as `sk-learn-compatible-models`."""
    return not any(character.isdigit() for character in text)


def _is_long_name(text: str) -> bool:
    """Whether a long run is a word or a class name: keys mix upper case, lower case and digits throughout."""
    if all(character in "0123456789abcdefABCDEF" for character in text):
        return text.isdigit() or text.isalpha()
    is_one_case = text in (text.upper(), text.lower())
    return is_one_case or len(re.findall(r"\d+", text)) < _DIGIT_GROUPS_IN_KEYS


def _named_key(match: re.Match[str]) -> str:
    name, between, value = match.groups()
    is_password = name.lower().startswith("p")
    is_assigned = name[-1] in ":="
    has_digit = any(character.isdigit() for character in value)
    is_secret = is_assigned or has_digit if is_password else has_digit and len(value) >= _SHORTEST_KEY
    return f"{name}{between}{KEY}" if is_secret else match[0]


def _is_quantity(text: str) -> bool:
    """Whether digits are amounts or years rather than a number to call."""
    parts = re.findall(r"\d+", text)
    if sum(len(part) for part in parts) not in _PHONE_DIGITS:
        return True
    if text.startswith("+") and len(parts) > 1:
        return False
    return all(_is_round(part) for part in parts) or all(
        len(part) == len("2026") and int(part) in _YEARS for part in parts
    )


def _is_round(digits: str) -> bool:
    """Powers of two, hundreds, and nothing but one digit are how people write amounts."""
    value = int(digits)
    return value.bit_count() <= 1 or value % 100 == 0 or len(set(digits)) == 1


def _called_phone(match: re.Match[str]) -> str:
    return match[0] if _is_quantity(match[2]) else f"{match[1]}{PHONE}"
