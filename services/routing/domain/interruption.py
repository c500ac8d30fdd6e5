"""What interrupts a route: a suspension (中止) that holds it, or a recall (撤回、撤件) that has ended it."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.common import ItemState
from shared.errors import Refused, refuse


class Suspension(BaseModel):
    """中止代办: every clock of the route stands, and nothing of it is begun, offered or answered."""

    model_config = ConfigDict(frozen=True)

    number: str = Field(description="编号 of the 中止单")
    since: datetime
    reason: str
    ends: str = Field(description="Intake ends it then if nobody resumes it; ISO 8601 with zone")

    def refusal(self, field: str) -> Refused:
        """Why nothing can be done about an item now."""
        message = f"办件已中止代办：{self.reason}"
        return refuse(field, message, "中止期间计时停止，不能办理；恢复办理后会另行通知，请届时再办理")


class Recall(BaseModel):
    """终止代办, or withdrawal of the whole case: what has not been decided by then is not begun any more."""

    model_config = ConfigDict(frozen=True)

    state: ItemState = Field(description="In which its items end: 14 撤回 or 2 已撤件")
    reason: str
