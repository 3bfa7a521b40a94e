"""Discord's own description of itself, held against everything the bot sends and the stand-in answers.

The published schemas lie beside the project; where they are not there, nothing is checked and `AVAILABLE` says so.
Snowflakes and permissions may be numbers where the bot sends them; `oneOf` is read as `anyOf`; unknown keys are
faults, but for those that discord.py is known to send.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs

SPECS = Path(__file__).parents[4] / "shared" / "specs"
AVAILABLE = (SPECS / "discord-openapi.json").is_file() and (SPECS / "discord-types.schema.json").is_file()

_NUMBER_OR_TEXT: dict[str, Any] = {
    "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^(0|[1-9][0-9]*)$"}]
}
_ALSO_SENT = {
    "RichEmbed": {"flags": {"type": "integer"}},
    "ApplicationCommandUpdateRequest": {"nsfw": {"type": "boolean"}},
    "MessageEditRequestPartial": {"tts": {"type": "boolean"}},
    "IncomingWebhookUpdateRequestPartial": {"tts": {"type": "boolean"}},
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial": {"tts": {"type": "boolean"}},
}
_PERMISSIONS = frozenset({"default_member_permissions", "permissions", "allow", "deny"})


def request_faults(method: str, path: str, body: Any) -> Iterator[str]:
    """What the OpenAPI description says against a request."""
    operation = _operation(method, path)
    if operation is None:
        yield f"{method} {path} is not in Discord's description"
        return
    schema = ((operation.get("requestBody") or {}).get("content") or {}).get("application/json", {}).get("schema")
    if schema is None:
        if body is not None:
            yield f"{method} {path} takes no body"
        return
    yield from _faults("request", json.dumps(schema, sort_keys=True), body)


def answer_faults(method: str, path: str, status: int, body: Any) -> Iterator[str]:
    """What the OpenAPI description says against what the stand-in answers."""
    operation = _operation(method, path)
    described = ((operation or {}).get("responses") or {}).get(str(status)) or {}
    schema = (described.get("content") or {}).get("application/json", {}).get("schema")
    if schema is not None:
        yield from _faults("answer", json.dumps(schema, sort_keys=True), body)


def frame_faults(direction: str, frame: dict[str, Any]) -> Iterator[str]:
    """What the types say against a frame of the gateway."""
    if direction == "in":
        name = {1: "GatewayHeartbeat", 2: "GatewayIdentify", 6: "GatewayResume"}.get(frame["op"])
        if name is None:
            yield f"a frame of kind {frame['op']} is not expected from a bot"
            return
    else:
        name = "Gateway" + "".join(word.capitalize() for word in frame["t"].split("_")) + "Dispatch"
    if name in _types()["definitions"]:
        yield from _faults("frame", name, frame)


def _faults(kind: str, key: str, instance: Any) -> Iterator[str]:
    if _quick(kind, key).is_valid(instance):
        return
    for error in _thorough(kind, key).iter_errors(instance):
        deepest = _deepest(error)
        where = "/".join(map(str, deepest.absolute_path))
        yield f"{kind} {key[:80]} at {where!r}: {deepest.message[:300]}"


def _deepest(error: Any) -> Any:
    """The fault behind a fault: of the alternatives that were refused, the one that came furthest."""
    while error.context:
        branches: dict[Any, list[Any]] = {}
        for inner in error.context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        kinds = {"const", "enum"}
        fitting = [found for found in branches.values() if not any(e.validator in kinds for e in found)]
        nearest = min(fitting or list(branches.values()), key=len)
        error = max(nearest, key=lambda e: len(e.absolute_path))
    return error


@cache
def _quick(kind: str, key: str) -> Any:
    return jsonschema_rs.validator_for(_schema(kind, key))


@cache
def _thorough(kind: str, key: str) -> Any:
    schema = _schema(kind, key)
    return jsonschema.validators.validator_for(schema)(schema)


@cache
def _schema(kind: str, key: str) -> Any:
    if kind == "frame":
        return {"$schema": _types()["$schema"], "definitions": _types()["definitions"], "$ref": f"#/definitions/{key}"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "components": _components(kind),
        **_relaxed(json.loads(key), is_request=kind == "request"),
    }


@cache
def _components(kind: str) -> Any:
    schemas = {
        name: _with_extras(name, _relaxed(schema, is_request=kind == "request"))
        for name, schema in _openapi()["components"]["schemas"].items()
    }
    if kind == "request":
        schemas["SnowflakeType"] = _NUMBER_OR_TEXT
    return {"schemas": schemas}


def _with_extras(name: str, schema: Any) -> Any:
    if name in _ALSO_SENT:
        return {**schema, "properties": {**schema["properties"], **_ALSO_SENT[name]}}
    return schema


def _relaxed(schema: Any, *, is_request: bool) -> Any:
    """The schema as the README of the specs says it must be read; unknown keys are faults in a request."""
    if isinstance(schema, list):
        return [_relaxed(part, is_request=is_request) for part in schema]
    if not isinstance(schema, dict):
        return schema
    read = {("anyOf" if key == "oneOf" else key): _relaxed(part, is_request=is_request) for key, part in schema.items()}
    if is_request and isinstance(read.get("properties"), dict):
        read.setdefault("additionalProperties", False)
        for name in _PERMISSIONS & read["properties"].keys():
            read["properties"][name] = {"anyOf": [*_NUMBER_OR_TEXT["anyOf"], {"type": "null"}]}
    return read


@cache
def _openapi() -> Any:
    return json.loads((SPECS / "discord-openapi.json").read_text(encoding="utf-8"))


@cache
def _types() -> Any:
    return json.loads((SPECS / "discord-types.schema.json").read_text(encoding="utf-8"))


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    paths = sorted(_openapi()["paths"], key=lambda path: path.count("{"))
    return [(re.compile("^" + re.sub(r"\\{[^/]*\\}", "[^/]+", re.escape(path)) + "$"), path) for path in paths]


def _operation(method: str, path: str) -> Any:
    for pattern, template in _templates():
        if pattern.match(path) and method.lower() in _openapi()["paths"][template]:
            return _openapi()["paths"][template][method.lower()]
    return None
