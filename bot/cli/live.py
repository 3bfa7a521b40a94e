"""`signpost doctor --live`: asks the process that runs on this machine how it is doing.

Light enough for a container's health check every half minute: nothing of the mentor is loaded.
"""

import http.client
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.cli.diagnosis import Diagnosis, State, show
from bot.errors import SignpostError

_LOOPBACK, _PATH = "127.0.0.1", "/healthz"
_PATIENCE = 3.0
_MINUTE, _HOUR = 60.0, 3600.0
_MILLION = 1_000_000


def examine_live(data: Path | None) -> int:
    """Print how the running process is doing; 0 where all of it is well, 1 otherwise."""
    from bot.settings import load_settings

    try:
        port = load_settings(data_folder=data).health_port
        found = list(diagnoses(_asked(port)))
    except SignpostError as error:
        found = [Diagnosis("process", State.BAD, str(error))]
    return show(found)


def diagnoses(state: Mapping[str, Any]) -> Iterator[Diagnosis]:
    """What `/healthz` says, part by part, for people."""
    for name, platform in state.get("platforms", {}).items():
        yield Diagnosis(name, _state(platform), _platform(platform))
    if database := state.get("database"):
        text = f"takes writing, in {database['seconds'] * 1000:.1f} ms" if database["is_well"] else database["reason"]
        yield Diagnosis("database", _state(database), text)
    if tips := state.get("tips"):
        yield Diagnosis("tips", _state(tips), _tips(tips))
    if model := state.get("language_model"):
        yield Diagnosis("model", State.NOTE if model["breaker"]["resting"] else State.GOOD, _model(model))
    for name, task in state.get("tasks", {}).items():
        if not task["is_running"] or task["failures_in_a_row"]:
            text = f"failed {task['failures_in_a_row']} times in a row, the last time by {task['last_failure']}"
            yield Diagnosis(name, State.NOTE if task["is_running"] else State.BAD, text)
    if not state.get("is_well"):
        yield Diagnosis("process", State.BAD, "not well; the log tells more.")


def _asked(port: int) -> Mapping[str, Any]:
    if not port:
        raise SignpostError("SIGNPOST_HEALTH_PORT is 0, so nobody can ask how I'm doing. Set a port.")
    connection = http.client.HTTPConnection(_LOOPBACK, port, timeout=_PATIENCE)
    try:
        connection.request("GET", _PATH)
        state = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise SignpostError(
            f"Nothing answers on port {port} of this machine. Is `signpost run` running, with the same settings?"
        ) from error
    finally:
        connection.close()
    if not isinstance(state, dict) or "is_well" not in state:
        raise SignpostError(f"What answers on port {port} is not me. Set SIGNPOST_HEALTH_PORT to another port.")
    return state


def _state(part: Mapping[str, Any]) -> State:
    return State.GOOD if part.get("is_well", True) else State.BAD


def _platform(platform: Mapping[str, Any]) -> str:
    """Only what a platform says of itself; each says other things."""
    lines = ["connected" if platform.get("is_connected", platform.get("is_listening")) else "not connected"]
    if platform.get("shards"):
        lines.append(f"{platform['connected_shards']} of {platform['shards']} shards")
    if platform.get("gateway_age") is not None:
        lines.append(f"gateway heard of {_ago(platform['gateway_age'])}")
    if platform.get("latency") is not None:
        lines.append(f"heartbeat {platform['latency'] * 1000:.0f} ms")
    if platform.get("guilds"):
        lines.append(f"{platform['guilds']} servers")
    door = platform.get("door", {})
    if door.get("held"):
        lines.append(f"{door['held']} messages wait, the oldest for {door['oldest_seconds']:.0f} s")
    if platform.get("last_failure") and not platform.get("is_well", True):
        lines.append(f"last failure: {platform['last_failure']}")
    return ", ".join(lines)


def _model(model: Mapping[str, Any]) -> str:
    breaker, spent = model["breaker"], model.get("this_month")
    lines = [f"{model['model']} at {model['provider']}: {breaker['answered']} answers since the start"]
    if breaker["failed"]:
        lines.append(f"{breaker['failed']} failures, the last: {breaker['last_failure']}")
    if breaker["resting"]:
        lines.append(f"not asked for {breaker['resting']:.0f} s")
    if spent:
        lines.append(f"${spent['cost'] / _MILLION:.2f} this month for {spent['calls']} calls")
    return ", ".join(lines)


def _tips(tips: Mapping[str, Any]) -> str:
    last = (
        f"last one at {tips['last_sent_at'][:16].replace('T', ' ')} UTC"
        if tips["last_sent_at"]
        else "none sent since the start"
    )
    lines = [last, f"{tips['sent']} since the start"] if tips["sent"] else [last]
    if tips["overdue"]:
        lines.append(f"the oldest due one waits for {tips['overdue']:.0f} s")
    if tips["last_look_age"] is None:
        lines.append("the schedule was not looked at yet")
    return ", ".join(lines)


def _ago(seconds: float) -> str:
    if seconds < _MINUTE:
        return f"{seconds:.0f} s ago"
    return f"{seconds / _MINUTE:.0f} min ago" if seconds < _HOUR else f"{seconds / _HOUR:.1f} h ago"
