"""Messages and modals as HTML for the page, close to how Discord shows them and safe to put into a page."""

import html
import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from bot.platforms.discord.playground.world import ChannelType, Guild, Interaction, Json, Message, World
from bot.platforms.playing import widgets
from bot.platforms.playing.host import Opened

_SMALL = "-# "
_FENCE = "```"
_CHANNEL, _PERSON = re.compile(r"<#(\d+)>"), re.compile(r"<@!?(\d+)>")
_STYLES = {1: "primary", 4: "danger"}
_COMMAND, _SUBCOMMAND, _MESSAGE_COMMAND = 2, 1, 3
_CHANNELS, _LONG = 8, 2


def shown(message: Message, world: World, acts: Sequence[str] = ()) -> str:
    """The HTML of a message; `acts` are buttons for what a person may do with it."""
    private = message.seen_by is not None and message.channel.guild is not None
    edited = "edited" if message.edited_at is not None else ""
    parts = (_command_of(message.interaction), "only visible to you" if private else "", edited)
    note = ", ".join(part for part in parts if part)
    body = "<p><em>Signpost is thinking…</em></p>" if message.is_loading else _body(message, world)
    below = widgets.actions(*acts) if acts else ""
    return widgets.article(message.author.name, body + below, kind="private" if private else "", note=note)


def opened(interaction: Interaction) -> Opened:
    """The modal that an interaction opened."""
    modal = interaction.modal or {}
    fields = "".join(_field(label) for label in modal["components"])
    return Opened(str(interaction.id), "", f"<h2>{html.escape(modal['title'])}</h2>{fields}", "Submit")


def _command_of(interaction: Interaction | None) -> str:
    """The command that a message answers, as Discord shows it above the answer."""
    if interaction is None or interaction.type != _COMMAND:
        return ""
    words, options = [interaction.data["name"]], interaction.data.get("options") or []
    while options and options[0]["type"] == _SUBCOMMAND:
        words.append(options[0]["name"])
        options = options[0].get("options") or []
    return ("" if interaction.data["type"] == _MESSAGE_COMMAND else "/") + " ".join(words)


def _body(message: Message, world: World) -> str:
    parts = [] if not message.content else [_text(message.content, world)]
    parts += [_component(component, message, world) for component in message.components]
    return "".join(parts)


def _component(component: Json, message: Message, world: World) -> str:
    match component["type"]:
        case 1:  # a row of controls
            return widgets.actions(*(_control(control, message) for control in component["components"]))
        case 10:  # text
            return _text(component["content"], world)
        case 12:  # pictures
            return "".join(_picture(item) for item in component["items"])
        case 13:  # a file
            name = html.escape(component.get("name", "a file"))
            return f'<p><a href="{html.escape(_path(component["file"]["url"]))}" download>{name}</a></p>'
        case _:
            return ""


def _control(control: Json, message: Message) -> str:
    of = str(message.id)
    match control["type"]:
        case 2:  # a button
            return widgets.button(control["label"], of, _STYLES.get(control["style"], ""))
        case 3:  # a menu
            return widgets.menu(control.get("placeholder") or "", [o["label"] for o in control["options"]], of)
        case _:
            return _native(control, message)


def _native(control: Json, message: Message) -> str:
    """Discord's own menu of channels or roles."""
    chosen = {str(value["id"]) for value in control.get("default_values") or ()}
    lines = "".join(
        f'<option value="{id_}"{" selected" if str(id_) in chosen else ""}>{html.escape(name)}</option>'
        for id_, name in _offered(control, message.channel.guild)
    )
    state, prompt = html.escape(control["custom_id"]), html.escape(control.get("placeholder") or "")
    said = f'aria-label="{prompt}" title="{prompt}"'
    return f'<select multiple size="3" {said} data-message="{message.id}" data-state="{state}">{lines}</select>'


def _offered(control: Json, guild: Guild | None) -> Iterator[tuple[int, str]]:
    if guild is None:
        return
    if control["type"] == _CHANNELS:
        wanted = (ChannelType.TEXT, ChannelType.NEWS, ChannelType.FORUM)
        yield from ((c.id, f"# {c.name}") for c in guild.channels.values() if c.type in wanted and not c.is_deleted)
    else:
        yield from ((role.id, role.name) for role in guild.roles.values() if role.id != guild.id)


def _picture(item: Json) -> str:
    alt = html.escape(item.get("description") or "")
    return f'<img src="{html.escape(_path(item["media"]["url"]))}" alt="{alt}" title="{alt}">'


def _path(url: str) -> str:
    """Where a file is on the stand-in, whatever name the page was opened under."""
    return urlsplit(url).path


def _text(text: str, world: World) -> str:
    """Discord's Markdown: CommonMark, and lines of small print."""
    text = _CHANNEL.sub(lambda match: f"**#{_channel(world, int(match[1]))}**", text)
    text = _PERSON.sub(lambda match: f"**@{_person(world, int(match[1]))}**", text)
    return "".join(_run(lines, is_small) for is_small, lines in _runs(text.split("\n")))


def _run(lines: Sequence[str], is_small: bool) -> str:
    body = widgets.markdown("\n".join(lines))
    return f'<div class="context">{body}</div>' if is_small else body


def _runs(lines: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    """Lines that belong together, and whether they are small print; never so in a fence."""
    run: list[str] = []
    was_small = is_fenced = False
    for line in lines:
        is_fenced ^= line.startswith(_FENCE)
        is_small = line.startswith(_SMALL) and not is_fenced
        if run and is_small != was_small:
            yield was_small, run
            run = []
        run.append(line.removeprefix(_SMALL) if is_small else line)
        was_small = is_small
    yield was_small, run


def _channel(world: World, id_: int) -> str:
    return world.channels[id_].name if id_ in world.channels else "unknown"


def _person(world: World, id_: int) -> str:
    return world.users[id_].name if id_ in world.users else "unknown"


def _field(label: Json) -> str:
    box = label["component"]
    return widgets.field(
        box["custom_id"],
        label["label"],
        box.get("value") or "",
        is_long=box["style"] == _LONG,
        hint=box.get("placeholder") or "",
    )
