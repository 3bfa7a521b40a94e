"""A reply as Discord's messages: pure, complete, and never over a limit.

Usually one message with text on top and choices under it; a longer reply is parted between its blocks. Links
lead only to the sources named in the reply and to addresses that the policy approves.
"""

import re
from collections.abc import Iterable, Sequence

from bot.mentor.reply import (
    Attachment,
    Block,
    Choice,
    Choices,
    Form,
    FormField,
    Paragraph,
    Picker,
    Picture,
    Reply,
    Sources,
    literal,
)
from bot.platforms.discord import limits
from bot.platforms.discord.blocks import Passage, passage_of
from bot.platforms.discord.limits import Budget, units
from bot.platforms.discord.markdown import LinkPolicy, written
from bot.platforms.discord.pages import (
    Button,
    Buttons,
    Control,
    Draft,
    File,
    Image,
    Menu,
    ModalField,
    ModalPage,
    NativePicker,
    Option,
    Page,
    Text,
)
from bot.platforms.text import cut, plain_line

_FILE_NAME = re.compile(r"[^a-z0-9_-]+")
_NOTHING_TO_SAY = "Done."


def no_links(_: str) -> bool:
    """The policy that approves no address but the sources of a reply."""
    return False


def pages_of(
    reply: Reply,
    approved: LinkPolicy = no_links,
    *,
    shows_pictures: bool = True,
    extra: Sequence[Button] = (),
    budget: Budget | None = None,
) -> tuple[Page, ...]:
    """The messages that say `reply`, in their order; at least one.

    Without `shows_pictures` the words of a picture stand for it. `extra` are buttons of the face itself, which
    come last.
    """
    within = budget or Budget()
    policy = _with_sources(reply.blocks, approved)
    drafts = [Draft(within)]
    heading = ""
    for block in reply.blocks:
        if isinstance(block, Picture) and shows_pictures:
            _place(drafts, heading, _image(block, drafts), within)
            heading = ""
            continue
        if isinstance(block, Attachment) and shows_pictures:
            _place(drafts, heading, _file(block), within)
            heading = ""
            continue
        passage = passage_of(block, within.text, policy)
        if passage.is_heading and units(whole := "\n".join((heading, *passage.lines))) <= within.text // 8:
            heading = whole.strip("\n")
        else:
            _write(drafts, heading, passage, within)
            heading = ""
    _write(drafts, heading, Passage(()), within)
    for prompt, control in _controls(reply, extra):
        _place(drafts, prompt, control, within)
    pages = tuple(page for page in (draft.page() for draft in drafts) if page.parts)
    return pages or (Page((Text(_NOTHING_TO_SAY),)),)


def modal_of(form: Form) -> ModalPage:
    """A form as a modal."""
    return ModalPage(
        title=cut(plain_line(form.title), limits.MAX_MODAL_TITLE, units) or "…",
        state=form.action.encode(),
        fields=tuple(_field(field) for field in form.fields[: limits.MAX_MODAL_FIELDS]),
    )


def form_in_words(form: Form) -> Reply:
    """What is said where a form cannot be shown, since only a command or a choice can open one."""
    names = ", ".join(field.label for field in form.fields)
    return Reply((Paragraph(f"**{form.title}**: {names}. Please use the command or the button again to fill it in."),))


def _with_sources(blocks: Iterable[Block], approved: LinkPolicy) -> LinkPolicy:
    sources = {c.url for block in blocks if isinstance(block, Sources) for c in block.citations if c.url}
    return lambda url: url in sources or approved(url)


def _write(drafts: list[Draft], heading: str, passage: Passage, budget: Budget) -> None:
    """Write a passage under its heading on the last page, or on a new one, or, larger than a page, over several."""
    separator = "\n" if heading else "\n\n"
    whole = _under(heading, passage.text(passage.lines))
    if not whole.strip():
        return
    if not drafts[-1].holds(whole, separator):
        drafts.append(Draft(budget))
    if drafts[-1].holds(whole, separator):
        drafts[-1].write(whole, separator)
        return
    lines: list[str] = []
    used = units(_under(heading, passage.text([""])))
    for line in passage.lines:
        used += units(line) + 1
        if used > drafts[-1].room:
            drafts[-1].write(_under(heading, passage.text(lines)) if lines else heading, "")
            drafts.append(Draft(budget))
            heading, lines = "", []
            used = units(passage.text([""])) + units(line)
        lines.append(line)
    drafts[-1].write(_under(heading, passage.text(lines)), "")


def _under(heading: str, text: str) -> str:
    return f"{heading}\n{text}" if heading and text else heading or text


def _place(drafts: list[Draft], above: str, part: Image | File | Control, budget: Budget) -> None:
    """Place a picture or a control, with a line above it where there is one, on the last page or on a new one."""
    parts = (Text(above), part) if above else (part,)
    if not drafts[-1].holds_parts(parts):
        drafts.append(Draft(budget))
    drafts[-1].add(parts)


def _controls(reply: Reply, extra: Sequence[Button]) -> list[tuple[str, Control]]:
    """Pickers and choices as controls, each with the line above it; nothing can be picked in two ways on a page."""
    controls: list[tuple[str, Control]] = [
        (_above(plain_line(picker.prompt)), _picker(picker)) for picker in reply.pickers
    ]
    seen = {picker.state for _, picker in controls if isinstance(picker, NativePicker)}
    for number, group in enumerate(reply.choices):
        controls += _group(group, number, seen)
    rows = [Buttons(tuple(row)) for row in _in_rows([b for b in extra if b.state not in seen])]
    return controls + [("", row) for row in rows]


def _group(group: Choices, number: int, seen: set[str]) -> list[tuple[str, Control]]:
    options = tuple(choice for choice in group.options)
    prompt = plain_line(group.prompt)
    if group.as_menu or len(options) > limits.MAX_BUTTONS_IN_ROW * limits.MAX_BUTTON_ROWS:
        return [("", menu) for menu in _menus(options, prompt, number)]
    fresh: list[Button] = []
    for choice in options:
        state = choice.action.encode()
        if state not in seen:
            seen.add(state)
            label = cut(plain_line(choice.label), limits.MAX_BUTTON_LABEL, units) or "…"
            fresh.append(Button(label, state, choice.tone))
    above = _above(prompt)
    return [(above if index == 0 else "", Buttons(tuple(row))) for index, row in enumerate(_in_rows(fresh))]


def _above(line: str) -> str:
    """A line of small print above what can be picked: the prompt of Discord's menus hides once something is picked."""
    return f"-# {written(literal(line), no_links)}" if line else ""


def _menus(choices: Sequence[Choice], prompt: str, number: int) -> list[Menu]:
    by_state = {choice.action.encode(): choice for choice in reversed(choices)}
    options = [
        Option(
            cut(plain_line(choice.label), limits.MAX_OPTION_LABEL, units) or "…",
            state,
            cut(plain_line(choice.hint), limits.MAX_OPTION_DESCRIPTION, units),
        )
        for state, choice in reversed(by_state.items())
    ]
    most = limits.MAX_OPTIONS_IN_SELECT
    parts = [tuple(options[start : start + most]) for start in range(0, len(options), most)]
    return [
        Menu(
            f"menu:{number}:{index}",
            cut(
                prompt if len(parts) == 1 else f"{index + 1}/{len(parts)} {prompt}".strip(),
                limits.MAX_PLACEHOLDER,
                units,
            ),
            part,
        )
        for index, part in enumerate(parts)
    ]


def _picker(picker: Picker) -> NativePicker:
    most = min(limits.MAX_PICKED, max(1, picker.at_most))
    chosen = tuple(int(id_) for id_ in picker.chosen if id_.isdecimal())[:most]
    prompt = cut(plain_line(picker.prompt), limits.MAX_PLACEHOLDER, units)
    return NativePicker(picker.action.encode(), picker.kind, prompt, chosen, most)


def _image(picture: Picture, drafts: Sequence[Draft]) -> Image:
    stem = _FILE_NAME.sub("-", picture.name.lower().removesuffix(".png")).strip("-")[:60] or "picture"
    taken = {image.name for draft in drafts for image in draft.page().images}
    name = next(n for i in range(len(taken) + 1) if (n := f"{stem}{f'-{i}' if i else ''}.png") not in taken)
    return Image(picture.png, name, cut(plain_line(picture.alt), limits.MAX_ALT_TEXT, units))


def _file(attachment: Attachment) -> File:
    stem, _, ending = attachment.name.lower().rpartition(".")
    kind = _FILE_NAME.sub("", ending)[:8] or "txt"
    return File(
        attachment.content,
        f"{_FILE_NAME.sub('-', stem).strip('-')[:60] or 'file'}.{kind}",
        cut(plain_line(attachment.about), limits.MAX_ALT_TEXT, units),
    )


def _field(field: FormField) -> ModalField:
    longest = min(limits.MAX_FIELD_INPUT, max(1, field.max_length))
    return ModalField(
        key=field.key,
        label=cut(plain_line(field.label), limits.MAX_FIELD_LABEL, units) or "…",
        kind=field.kind,
        value=cut(field.value, longest, units),
        placeholder=cut(plain_line(field.placeholder), limits.MAX_FIELD_PLACEHOLDER, units),
        required=field.required,
        max_length=longest,
    )


def _in_rows(buttons: Sequence[Button]) -> list[Sequence[Button]]:
    most = limits.MAX_BUTTONS_IN_ROW
    return [buttons[start : start + most] for start in range(0, len(buttons), most)]
