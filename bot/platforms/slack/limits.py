"""Every limit of Slack's that this face keeps, once, each with where it is written.

Nothing else in the package holds a number of Slack's; `tests/slack/test_limits.py` tries each at its edge.
"""

from datetime import timedelta

ACKNOWLEDGE_WITHIN = timedelta(seconds=3)
"""https://docs.slack.dev/apis/events-api/#responding"""

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
"""https://docs.slack.dev/reference/block-kit/blocks"""

MARKDOWN = 12_000
"""Over all `markdown` blocks of one payload: https://docs.slack.dev/reference/block-kit/blocks/markdown-block"""

PAYLOAD = 13_200
"""Characters of all blocks of a message before `msg_blocks_too_long`; undocumented, seen in practice."""

SECTION = 3_000
"""https://docs.slack.dev/reference/block-kit/blocks/section-block"""

HEADER = 150
"""https://docs.slack.dev/reference/block-kit/blocks/header-block"""

CONTEXT_ELEMENTS = 10
"""https://docs.slack.dev/reference/block-kit/blocks/context-block"""

CONTEXT_TEXT = 2_000
"""Of one text in a context block; undocumented, the smallest figure reported."""

ACTIONS_ELEMENTS = 25
"""https://docs.slack.dev/reference/block-kit/blocks/actions-block"""

IMAGE_ALT = 2_000
"""https://docs.slack.dev/reference/block-kit/blocks/image-block"""

BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
"""https://docs.slack.dev/reference/block-kit/block-elements/button-element"""

SELECT_OPTIONS = 100
OPTION_TEXT = 75
OPTION_VALUE = 150
OPTION_DESCRIPTION = 75
PLACEHOLDER = 150
"""https://docs.slack.dev/reference/block-kit/composition-objects/option-object"""

MODAL_TITLE = 24
MODAL_BUTTON = 24
PRIVATE_METADATA = 3_000
INPUT_TEXT = 3_000
INPUT_LABEL = 2_000
"""https://docs.slack.dev/reference/views/modal-views and .../block-elements/plain-text-input-element"""

TEXT = 40_000
"""Slack cuts `text` there: https://docs.slack.dev/reference/methods/chat.postMessage"""

FALLBACK_TEXT = 3_000
"""Ours: what a notification or a screen reader is given; Slack advises to stay under 4,000."""

SECONDS_BETWEEN_POSTS = 1.0
"""One message a second a channel: https://docs.slack.dev/apis/web-api/rate-limits"""

RESPONSE_URL_USES = 5
RESPONSE_URL_LIFE = timedelta(minutes=30)
"""https://docs.slack.dev/interactivity/handling-user-interaction#message_responses"""

TRIGGER_LIFE = timedelta(seconds=3)
"""https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses"""

BODY_BYTES = 1024 * 1024
"""Ours: Slack's largest payloads, a modal with 100 inputs of 3,000, stay below a megabyte."""

LOADING_MESSAGES = 10
"""https://docs.slack.dev/reference/methods/assistant.threads.setStatus"""

SUGGESTED_PROMPTS = 4
"""https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts"""

HISTORY_PAGE = 15
"""Messages a page that any app may ask for: https://docs.slack.dev/changelog/2025/05/29/rate-limit-changes"""

MEMBERSHIP_LIFE = timedelta(minutes=10)
"""Ours: how long a person's standing is believed before Slack is asked again."""
