"""Discord's limits, each in one place with its source; nothing else in the face knows a number of Discord's.

Sources are the reference at https://docs.discord.com/developers and Discord's OpenAPI description. Where the
two are silent the limit was found in the library or in Discord's answers, and that is said. Lengths of text
are counted in UTF-16 units here, the strictest way in which Discord's clients and servers count.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

# Messages: /resources/message, /components/reference
MAX_DISPLAY_TEXT = 4000
"""Characters of text in all components of one message together (components v2)."""
MAX_COMPONENTS = 40
"""Components in one message, nested ones counted too (components v2)."""
MAX_ATTACHMENTS = 10
MAX_ALT_TEXT = 1024
MAX_NONCE = 25
NONCE_SURELY_HOLDS = timedelta(seconds=60)
"""Discord forgets nonces after "a few minutes"; after one we look ourselves whether something was posted."""
MAX_COMPONENT_ID = 2**31 - 1
"""`id` of a component is a 32-bit integer, 0 means none."""

# Components: /components/reference#button, #string-select, #action-row
MAX_BUTTONS_IN_ROW = 5
MAX_BUTTON_LABEL = 80
MAX_OPTIONS_IN_SELECT = 25
MAX_OPTION_LABEL = 100
MAX_OPTION_DESCRIPTION = 100
MAX_PLACEHOLDER = 150
MAX_PICKED = 25

# Modals: /interactions/receiving-and-responding#interaction-response-object-modal
MAX_MODAL_TITLE = 45
MAX_MODAL_FIELDS = 5
MAX_FIELD_LABEL = 45
MAX_FIELD_INPUT = 4000
MAX_FIELD_PLACEHOLDER = 100

# Application commands: /interactions/application-commands
MAX_COMMANDS = 100
MAX_MESSAGE_COMMANDS = 5
MAX_COMMAND_NAME = 32
MAX_COMMAND_DESCRIPTION = 100
MAX_OPTIONS = 25
"""Options of a command, or subcommands of a group."""
MAX_FIXED_CHOICES = 25
MAX_SUGGESTIONS = 25
MAX_SUGGESTION = 100
MAX_COMMAND_SIZE = 8000
"""Characters of name, description and choice values of one command with everything under it."""

# Threads: /resources/channel
MAX_THREAD_NAME = 100
THREAD_ARCHIVES_AFTER: Literal[1440] = 1440
"""Minutes without a message after which a thread is put away: 60, 1440, 4320 or 10080."""

# Interactions: /interactions/receiving-and-responding
TOKEN_LIVES = 900.0
"""Seconds during which an interaction can be answered at all."""

# Gateway: /events/gateway
IDENTIFY_EVERY = 5.0
"""Seconds for which one of the `max_concurrency` places is taken by an IDENTIFY."""

# Our own, chosen from these
DEFER_AFTER = 1.2
"""Seconds after which an interaction is deferred, whatever its handler does."""
TYPE_AFTER = 0.7
"""Seconds after which the mentor shows as typing where a message is being answered."""
DEFER_NOT_BEFORE = 0.1
"""Seconds that an answer is waited for even where an interaction seems to have been long on its way."""
HURRY_AFTER = 0.3
"""Seconds of waiting, before it reached us, after which an interaction is deferred at once."""
HURRY_ABOVE = 16
"""Interactions without a first response above which further ones are deferred at once."""
DEFERRALS_AT_ONCE = 100
"""Connections that deferrals of a burst share: enough for 1,000 a second where Discord takes 0.1 s for each."""
RESCUE_AFTER = 1.35
"""Seconds after which another thread defers it, where the loop itself is held up."""
MAX_BUTTON_ROWS = 2
"""Rows of buttons for one group of choices; more become a menu."""
GAUGE_CELLS = 10
SPECTRUM_CELLS = 11
"""Signs of a bar: short enough for one line on the narrowest phones beside a short label."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one message may hold; smaller ones let tests part replies sooner."""

    text: int = MAX_DISPLAY_TEXT
    components: int = MAX_COMPONENTS
    pictures: int = MAX_ATTACHMENTS


def units(text: str) -> int:
    """The length of `text` in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
