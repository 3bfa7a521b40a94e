"""The language model put together from its parts, or none where no key is set. Called by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.clock import Clock
from bot.knowledge.pack import Pack
from bot.llm.assistant import ModelAssistant
from bot.llm.breaker import Breaker, BreakerLimits
from bot.llm.budget import Budget, Terms
from bot.llm.completions import Completions
from bot.llm.endpoint import EndpointSettings, OpenAIEndpoint
from bot.llm.ledger import MILLION, Ceilings, ModelLedger, Price
from bot.mentor.community import Communities
from bot.settings import Settings

_OPENAI = "OpenAI"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the language model needs of the house."""

    ledger: ModelLedger
    communities: Communities
    pack_of: Callable[[str], Pack]
    clock: Clock


def endpoint_of(settings: Settings) -> OpenAIEndpoint | None:
    """The endpoint that the settings name, or None where no key is set; nothing is loaded and nobody asked yet."""
    if settings.openai_api_key is None:
        return None
    return OpenAIEndpoint(
        EndpointSettings(settings.openai_api_key.get_secret_value(), settings.assistant_model, settings.openai_base_url)
    )


def terms_of(settings: Settings) -> Terms:
    """Which model is asked, what it costs and how much may be spent."""
    return Terms(
        settings.assistant_model,
        Price(settings.assistant_price_in, settings.assistant_price_out),
        Ceilings(round(settings.assistant_person_day * MILLION), round(settings.assistant_community_month * MILLION)),
    )


def assistant_over(
    endpoint: Completions, settings: Settings, parts: Parts, limits: BreakerLimits | None = None
) -> ModelAssistant:
    """The assistant over an endpoint."""
    breaker = Breaker(endpoint, limits or BreakerLimits())
    budget = Budget(breaker, parts.ledger, parts.clock, terms_of(settings))
    return ModelAssistant(
        breaker, budget, parts.ledger, parts.communities, parts.pack_of, parts.clock, provider_of(settings)
    )


def provider_of(settings: Settings) -> str:
    """Whose model it is, as people are told: the host of the endpoint."""
    return (urlsplit(settings.openai_base_url).hostname if settings.openai_base_url else None) or _OPENAI
