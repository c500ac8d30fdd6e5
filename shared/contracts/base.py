"""What every contract on the bus is: a frozen model with one name and one owner."""

import re
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class Contract(BaseModel):
    """A body on the bus. Unknown fields are passed over, so that an additive change breaks nobody."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Strict(BaseModel):
    """A body that people write: unknown fields are a fault, for a misspelt name must not pass in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Event(Contract):
    """A fact. `owner` is the only service that may publish it; `name` is its last subject token.

    The name follows from the class: `CaseAccepted` is `case-accepted`. A breaking change is a new class.
    """

    owner: ClassVar[str]
    name: ClassVar[str]
    registry: ClassVar[dict[tuple[str, str], type["Event"]]] = {}

    def __init_subclass__(cls, *, owner: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if owner:
            cls.owner = owner
        if getattr(cls, "owner", ""):
            cls.name = kebab(cls.__name__)
            Event.registry[cls.owner, cls.name] = cls


def kebab(name: str) -> str:
    """`CaseAccepted` -> `case-accepted`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
