"""A page as what discord.py sends: a view that nothing listens to, and the files that go with it.

Presses come back as raw interactions with all their state in the custom id, so no view is ever kept: it would
be forgotten at the next restart and grow with every message. The first component carries a stamp in its `id`,
by which our own messages are known again when they are read back.
"""

import io
from hashlib import blake2b
from typing import Any

import discord
from discord import ui

from bot.mentor.reply import FieldKind, PickerKind, Tone
from bot.platforms.discord.limits import MAX_COMPONENT_ID, MAX_NONCE
from bot.platforms.discord.pages import (
    Button,
    Buttons,
    File,
    Image,
    Menu,
    ModalPage,
    NativePicker,
    Option,
    Page,
    Part,
    Text,
)

_STYLES = {
    Tone.QUIET: discord.ButtonStyle.secondary,
    Tone.MAIN: discord.ButtonStyle.primary,
    Tone.DANGER: discord.ButtonStyle.danger,
}
_ID_ROOM = 64
"""Ids that stay free above the stamp, since Discord numbers the other components from it on."""


class PageView(ui.LayoutView):
    """A view that the library sends and forgets."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    def is_finished(self) -> bool:
        """Always, so that the library does not keep it."""
        return True

    def is_dispatchable(self) -> bool:
        """Never; presses are taken from the raw interaction."""
        return False


class FormModal(ui.Modal):
    """A modal that the library shows and forgets."""

    def is_finished(self) -> bool:
        """Always, so that the library does not keep it."""
        return True


def stamp(key: str, page: int, *, is_last: bool) -> int:
    """The mark of one page of the answer to a letter, from 1 to 2^31 - 1."""
    digest = blake2b(f"{key}#{page}{'.' if is_last else ''}".encode(), digest_size=8).digest()
    return 1 + int.from_bytes(digest) % (MAX_COMPONENT_ID - _ID_ROOM)


def nonce(key: str, page: int) -> str:
    """The nonce of one page of the answer to a letter: Discord makes no second message with it for some minutes."""
    return blake2b(f"{key}#{page}".encode(), digest_size=12).hexdigest()[:MAX_NONCE]


def view_of(page: Page, mark: int) -> PageView:
    """The view that shows a page."""
    view = PageView()
    for index, part in enumerate(page.parts):
        view.add_item(_item(part, mark if index == 0 else None))
    return view


def files_of(page: Page) -> list[discord.File]:
    """The pictures and files of a page; made anew for every attempt, since sending uses them up."""
    pictures = [discord.File(io.BytesIO(image.png), image.name, description=image.alt or None) for image in page.images]
    return pictures + [
        discord.File(io.BytesIO(file.content), file.name, description=file.about or None) for file in page.files
    ]


def modal_of_page(page: ModalPage) -> FormModal:
    """The modal that shows a form."""
    modal = FormModal(title=page.title, custom_id=page.state, timeout=None)
    for field in page.fields:
        box: ui.TextInput[Any] = ui.TextInput(
            custom_id=field.key,
            style=discord.TextStyle.long if field.kind is FieldKind.LONG else discord.TextStyle.short,
            default=field.value or None,
            placeholder=field.placeholder or None,
            required=field.required,
            max_length=field.max_length,
        )
        modal.add_item(ui.Label(text=field.label, component=box))
    return modal


def _item(part: Part, id_: int | None) -> ui.Item[Any]:
    match part:
        case Text(markdown):
            return ui.TextDisplay(markdown, id=id_)
        case Image(_, name, alt):
            return ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{name}", description=alt or None), id=id_)
        case File(_, name):
            return ui.File(f"attachment://{name}", id=id_)
        case Buttons(buttons):
            return ui.ActionRow(*(_button(button) for button in buttons), id=id_)
        case Menu(state, prompt, options):
            select: ui.Select[Any] = ui.Select(
                custom_id=state, placeholder=prompt or None, options=[_option(option) for option in options]
            )
            return ui.ActionRow(select, id=id_)
        case NativePicker():
            return ui.ActionRow(_picker(part), id=id_)


def _button(button: Button) -> ui.Button[Any]:
    return ui.Button(label=button.label, custom_id=button.state, style=_STYLES[button.tone])


def _option(option: Option) -> discord.SelectOption:
    return discord.SelectOption(label=option.label, value=option.state, description=option.hint or None)


def _picker(picker: NativePicker) -> ui.Item[Any]:
    if picker.kind is PickerKind.PLACE:
        return ui.ChannelSelect(
            custom_id=picker.state,
            placeholder=picker.prompt or None,
            channel_types=[discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum],
            min_values=0,
            max_values=picker.at_most,
            default_values=[discord.SelectDefaultValue.from_channel(discord.Object(id_)) for id_ in picker.chosen],
        )
    return ui.RoleSelect(
        custom_id=picker.state,
        placeholder=picker.prompt or None,
        min_values=0,
        max_values=picker.at_most,
        default_values=[discord.SelectDefaultValue.from_role(discord.Object(id_)) for id_ in picker.chosen],
    )
