"""One setting of a centre: a value with the document that sets it."""

from collections.abc import Mapping
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BeforeValidator, Field

from shared.clock import Term
from shared.jurisdictions.marked import Frozen, Marked

T = TypeVar("T")


def plain(value: Any) -> Any:
    """A bare value is a setting without a document: `yellow_at: 0.5`."""
    return value if isinstance(value, Mapping | Frozen) else {"value": value}


class Setting(Marked, Generic[T]):
    """A value with the document that sets it."""

    value: T


class WorkingDays(Setting[int]):
    """A limit of so many working days; 0: the same day."""

    value: int = Field(ge=0, description="working days")

    def term(self, what: str) -> Term:
        """The same as a term for the clock; `what` has to be done, in Chinese."""
        return Term(what=what, days=self.value, unit="working", basis=self.basis, mark=self.mark)


Days = Annotated[WorkingDays, BeforeValidator(plain)]
Count = Annotated[Setting[Annotated[int, Field(ge=1)]], BeforeValidator(plain)]
"""How many at most: one at least."""
