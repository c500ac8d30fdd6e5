"""Structured JSON logs: events are names with keys, identities bound once per message, personal data masked."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

ID_NUMBER = re.compile(r"(?<!\d)(\d{3})\d{11}(\d{3}[\dXxＸｘ])(?!\d)")  # \d: full-width digits too, as people type them
MOBILE = re.compile(r"(?<!\d)((?:[8８][6６][- ]?)?[1１]\d{2})[- ]?\d{4}[- ]?(\d{4})(?!\d)")


def masked(text: str) -> str:
    """The text with identity-card and mobile numbers reduced to their ends (domain-facts 1.2)."""
    return MOBILE.sub(r"\1****\2", ID_NUMBER.sub(r"\1***********\2", text))


def _veiled(value: Any) -> Any:
    """The value with every text in it masked, however deep."""
    match value:
        case str():
            return masked(value)
        case dict():
            return {_veiled(key): _veiled(one) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_veiled(one) for one in value]
    return value


def _mask(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        event[key] = _veiled(value)
    return event


PROCESSORS: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    _mask,  # after the exceptions, which quote what they failed on
    structlog.processors.JSONRenderer(ensure_ascii=False, default=lambda value: masked(repr(value))),
)
"""From an event to its line."""


def library_formatter(service: str) -> logging.Formatter:
    """Makes the same kind of line of what libraries log, in whichever thread."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, lambda _logger, _name, event: {"service": service, **event}],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *PROCESSORS],
    )


def configure(service: str, level: str = "INFO") -> None:
    """Send one JSON object per line to standard error; libraries' warnings go the same way."""
    structlog.configure(
        processors=PROCESSORS,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    libraries = logging.StreamHandler()
    libraries.setFormatter(library_formatter(service))
    logging.basicConfig(level=logging.WARNING, handlers=[libraries])
    structlog.contextvars.bind_contextvars(service=service)


log: structlog.stdlib.BoundLogger = structlog.get_logger()
