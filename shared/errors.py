"""The two roots of every failure, and the faults of a refused request."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field


class PermanentError(Exception):
    """Trying again cannot help: the message is parked in DEAD with this reason."""


class TransientError(Exception):
    """The world may be better soon: the message is redelivered with a growing delay."""


class Outage(TransientError):
    """A server is away. However long it takes: the message waits for it and is never parked for this."""


class Fault(BaseModel):
    """One thing that is wrong with what somebody sent, in words they can act on."""

    model_config = ConfigDict(frozen=True)

    field: str = Field(description="Path of the field, dots between levels; empty for the whole message")
    message: str = Field(description="What is wrong, in Chinese")
    remedy: str = Field(description="How to correct it, in Chinese")


class Refused(PermanentError):
    """A request that is answered with every fault it has; nothing was changed."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("；".join(f"{fault.field}：{fault.message}" for fault in self.faults))


def refuse(field: str, message: str, remedy: str) -> Refused:
    """A refusal with a single fault, to be raised by the caller."""
    return Refused([Fault(field=field, message=message, remedy=remedy)])
