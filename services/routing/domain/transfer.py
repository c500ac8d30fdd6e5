"""Who holds an item: the offers between centres, and the custody that follows from them (交接记录)."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from shared.clock import Term
from shared.contracts import transfers as say
from shared.contracts.transfers import Direction


class Stop(BaseModel):
    """A centre on the way of an item, and how long it has to accept or return."""

    model_config = ConfigDict(frozen=True)

    centre: str = Field(description="Region code")
    name: str = Field(description="Name of the centre")
    direction: Direction
    term: Term = Field(description="接收时限")


class OfferState(StrEnum):
    """Where an offer stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Transfer(BaseModel):
    """转办、提请上级: one offer of the item, and what became of it."""

    model_config = ConfigDict(frozen=True)

    offer: say.Offer
    state: OfferState = OfferState.OFFERED
    overdue: bool = False
    answered_at: datetime | None = None
    answered_by: str = ""
    reason: str = Field(default="", description="Why it was returned or withdrawn")

    @property
    def due(self) -> datetime:
        """To be answered by then."""
        return datetime.fromisoformat(self.offer.due)


class Holding(BaseModel):
    """经管: one holder's time with the item."""

    model_config = ConfigDict(frozen=True)

    holder: str = Field(description="Region code; above the bus while an authority there decides")
    name: str
    since: datetime
    until: datetime | None = None
    signed_over_by: str = Field(default="", description="Post that gave it to this holder; empty: the applicant did")


class Custody(BaseModel):
    """Who held the item from when to when: without gap or overlap, the last holding open until the item ends."""

    model_config = ConfigDict(frozen=True)

    holdings: tuple[Holding, ...] = ()

    @property
    def holder(self) -> str:
        """Who holds the item, or held it last."""
        return self.holdings[-1].holder if self.holdings else ""

    def has_held(self, centre: str) -> bool:
        """Was it there before, or is it there now?"""
        return any(each.holder == centre for each in self.holdings)

    def passed_to(self, holder: str, name: str, now: datetime, signed_by: str = "") -> "Custody":
        """The custody after the item has gone to another holder."""
        return Custody(
            holdings=(*self.ended(now).holdings, Holding(holder=holder, name=name, since=now, signed_over_by=signed_by))
        )

    def ended(self, now: datetime) -> "Custody":
        """The custody when nobody has to hold the item any more."""
        if not self.holdings or self.holdings[-1].until is not None:
            return self
        return Custody(holdings=(*self.holdings[:-1], self.holdings[-1].model_copy(update={"until": now})))
