"""The mentor's words about the language model that may help it: `voice/llm.yaml`."""

from typing import Annotated

from bot.knowledge.base import Line, Prose
from bot.knowledge.filling import Fills, Sentences


class AssistantVoice(Sentences):
    """Sentences and labels around help from a language model."""

    fitted: Line
    """Under an answer whose wording was fitted."""
    original_button: Line
    privacy_on: Annotated[Prose, Fills("provider")]
    privacy_off_here: Line
    privacy_none: Line
    drafted: Line
    """Over everything that a model drafted for moderators."""
    draft_button: Line
    """Beside an item of the inbox."""
    open_draft_button: Line
    add_phrasings_button: Annotated[Line, Fills("question")]
    drafted_reason: Line
    """Why there is a draft, as whoever approves it reads; kept with the revision."""
    summed_up: Annotated[Line, Fills("summary")]
    """Under an item of the inbox."""
    no_draft: Line
    no_draft_for_item: Line
    draft_gone: Line
    ceiling_community: Annotated[Prose, Fills("ceiling", "month")]
    ceiling_person: Annotated[Prose, Fills("ceiling", "month")]
