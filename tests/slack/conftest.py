"""What the tests of this folder have in common."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slack's SDK still hands its client id and secret to aiohttp in a way that aiohttp gives up in its version 4."""
    for item in items:
        if "slack" in item.path.parts:
            item.add_marker(pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning"))
