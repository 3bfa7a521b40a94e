"""One look at the language model, for `signpost doctor`: whether it answers in the form it must, and how fast."""

import time
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.llm.breaker import Breaker
from bot.llm.completions import Ask, CompletionError, Failure
from bot.llm.opening import endpoint_of, provider_of
from bot.mentor.assistance import PATIENCE
from bot.settings import Settings

_ADVICE = {
    Failure.DENIED: "It refuses us: look at OPENAI_API_KEY, SIGNPOST_MODEL and whether it can give structured answers.",
    Failure.UNREACHABLE: "It cannot be reached: look at OPENAI_BASE_URL and the network.",
    Failure.LIMITED: "It asks for patience (429): look at the limits of the account.",
    Failure.TIMEOUT: f"It takes longer than {PATIENCE:g} s: choose a quicker SIGNPOST_MODEL.",
}


class Ready(BaseModel):
    """What the model is asked to say."""

    model_config = ConfigDict(extra="forbid")

    ready: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What was found, in a sentence."""

    is_well: bool
    text: str


async def examined(settings: Settings) -> Look:
    """Ask the model one short question, which costs next to nothing."""
    endpoint = endpoint_of(settings)
    if endpoint is None:
        return Look(True, "no key is set.")
    name = f"{settings.assistant_model} at {provider_of(settings)}"
    await endpoint.open()
    breaker = Breaker(endpoint)
    started = time.monotonic()
    try:
        ask = Ask("Answer in the given form.", '{"question": "Are you ready?"}', Ready, 200)
        completion = await breaker.ask(ask, started + PATIENCE)
        Ready.model_validate_json(completion.text)
    except CompletionError as error:
        advice = _ADVICE.get(error.failure, f"It fails ({error.failure.value}).")
        return Look(False, f"{name}: {advice} Until then answers come in their approved words.")
    except ValidationError:
        return Look(False, f"{name} gives no structured answers. Choose another SIGNPOST_MODEL.")
    finally:
        await breaker.close()
    prices = f"${settings.assistant_price_in:g} and ${settings.assistant_price_out:g} a million tokens"
    return Look(True, f"{name} answers in {time.monotonic() - started:.1f} s; counted at {prices}.")
