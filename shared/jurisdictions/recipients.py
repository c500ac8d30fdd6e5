"""Who is told of a light (黄灯、红灯、超期) of a limit."""

from typing import Annotated, Literal

from pydantic import Field

from shared.jurisdictions.marked import Frozen

LightRole = Literal["agent", "section_head", "vice_head"]
"""代办员、科室负责人、分管领导."""

Roles = Annotated[tuple[LightRole, ...], Field(min_length=1)]


class LightRecipients(Frozen):
    """By colour; somebody is told of every one."""

    yellow: Roles
    red: Roles
    overdue: Roles
