"""The mandate (委托): what the agent may do for the applicant, for how long, and who has signed it."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, Field

from shared.contracts.common import Signature

PARTIES = frozenset({"applicant", "agent"})


class MandateState(StrEnum):
    """Where a mandate stands."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    REVOKED = "revoked"
    EXPIRED = "expired"
    ENDED = "ended"


LABELS = {
    MandateState.DRAFT: "尚未签订",
    MandateState.IN_FORCE: "有效",
    MandateState.REVOKED: "已由委托方撤销",
    MandateState.EXPIRED: "已到期",
    MandateState.ENDED: "已终止",
}


class Mandate(BaseModel):
    """代办委托协议 (seed 000) and 授权委托书 (seed 003 附件5). It is never passed on (无转委托权), and free of charge."""

    state: MandateState = MandateState.DRAFT
    items: tuple[int, ...] = Field(description="Scope: 事项序号")
    stages: tuple[str, ...] = Field(default=(), description="阶段代办: limited to these; empty: 全程代办")
    signatures: tuple[Signature, ...] = ()
    signed_at: str | None = None
    until: date | None = Field(default=None, description="Last day; None: until the results are delivered")

    @property
    def signed(self) -> bool:
        """Both parties have."""
        return {each.party for each in self.signatures} >= PARTIES

    def lacks(self, now: datetime, item: int | None = None) -> str:
        """Why an agent may not act under it now, for this item; empty: he may."""
        if self.state is MandateState.DRAFT:
            return "委托协议尚未签订"
        if self.state is MandateState.IN_FORCE and self.until and now.date() > self.until:
            return f"委托已于{self.until}到期"
        if self.state is not MandateState.IN_FORCE:
            return f"委托{LABELS[self.state]}"
        if item is not None and item not in self.items:
            return f"事项 {item} 不在委托范围内"
        return ""

    def with_signatures(self, given: Collection[Signature]) -> "Mandate":
        """The mandate with these signatures; a party's later one takes the place of the earlier."""
        parties = {each.party for each in given}
        kept = tuple(each for each in self.signatures if each.party not in parties)
        return self.model_copy(update={"signatures": (*kept, *given)})

    def in_force(self, at: str) -> "Mandate":
        """Both have signed."""
        return self.model_copy(update={"state": MandateState.IN_FORCE, "signed_at": at})

    def anew(self, state: MandateState) -> "Mandate":
        """It is over, by revocation or expiry; what is signed from now on is a new one of the same scope."""
        return Mandate(state=state, items=self.items, stages=self.stages, signed_at=self.signed_at)
