"""What all tests share: logs in one line each, for a traceback with its locals takes longer than most tests."""

import pytest
import structlog
from structlog.tracebacks import ExceptionDictTransformer


@pytest.fixture(autouse=True)
def _brief_logs() -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(),
        ]
    )
