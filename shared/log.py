"""Structured JSON logs: events are names with keys, identities bound once per message, personal data masked."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

ID_NUMBER = re.compile(r"(?<!\d)(\d{3})\d{11}(\d{3}[\dXx])(?!\d)")
MOBILE = re.compile(r"(?<!\d)((?:\+?86[- ]?)?1\d{2})[- ]?\d{4}[- ]?(\d{4})(?!\d)")


def masked(text: str) -> str:
    """The text with identity-card and mobile numbers reduced to their ends (domain-facts 1.2)."""
    return MOBILE.sub(r"\1****\2", ID_NUMBER.sub(r"\1***********\2", text))


def _mask(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = masked(value)
    return event


def configure(service: str, level: str = "INFO") -> None:
    """Send one JSON object per line to standard error; libraries' records go the same way."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _mask,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format=f'{{"service": "{service}", "logger": "%(name)s", "event": "%(message)s"}}')
    structlog.contextvars.bind_contextvars(service=service)


log: structlog.stdlib.BoundLogger = structlog.get_logger()
