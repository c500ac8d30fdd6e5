"""Which of the official forms a centre prints where the sources have more than one for the same thing."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from shared.jurisdictions.marked import Frozen
from shared.jurisdictions.setting import Setting, plain

Application = Annotated[Setting[Literal["help_you", "neixiang"]], BeforeValidator(plain)]
Agreement = Annotated[Setting[Literal["regulation", "one_to_one"]], BeforeValidator(plain)]
Completion = Annotated[Setting[Literal["regulation", "help_you"]], BeforeValidator(plain)]


class FormStyles(Frozen):
    """文书样式. All other forms exist once.

    `regulation` 鄂尔多斯服务规定 (seed 000), `neixiang` 内乡指导意见 附件1 (seed 002), `help_you` “帮您办”方案 附件4, 附件7
    (seed 003), `one_to_one` 一对一方案 附件1 (seed 004).
    """

    application: Application = Field(description="申请表")
    agreement: Agreement = Field(description="委托协议")
    completion: Completion = Field(description="办结单, which also says who keeps which copy")
