"""Puts what is wrong with a jurisdiction into words that its own people can act on."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pydantic import ValidationError

from shared.errors import Fault, PermanentError

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "missing": ("缺少这一项", "参照 150000 目录下的同名文件补上"),
    "extra_forbidden": ("不认识的键", "检查拼写，或删去"),
    "literal_error": ("取值不在允许范围", "改为 {expected} 之一"),
    "int_type": ("应为整数", "写不带引号的整数"),
    "int_parsing": ("应为整数", "写不带引号的整数"),
    "float_parsing": ("应为数字", "写不带引号的数字"),
    "bool_parsing": ("应为 true 或 false", "写 true 或 false，不带引号"),
    "greater_than_equal": ("数值太小", "不得小于 {ge}"),
    "less_than_equal": ("数值太大", "不得大于 {le}"),
    "string_type": ("应为文字", "写成文字，必要时加引号"),
    "enum": ("不是行政层级", "写 state、region、city、county、township、village 之一"),
    "model_type": ("应为“键: 值”的形式", "参照 150000 目录下的同名文件"),
    "mapping_type": ("应为“键: 值”的形式", "参照 150000 目录下的同名文件"),
    "time_parsing": ("不是钟点", '写成 "08:30" 的形式，加引号'),
    "tuple_type": ("应为列表", "写成 [甲, 乙] 的形式"),
}
"""pydantic's types of error in our readers' words; any other is told as pydantic tells it."""


class JurisdictionsFaulty(PermanentError):
    """The jurisdictions cannot be used as they stand; every fault of every file, each with its remedy."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        lines = (f"  {fault.field}：{fault.message}。{fault.remedy}。" for fault in self.faults)
        super().__init__("\n".join([f"辖区配置有 {len(self.faults)} 处错误", *lines]))


def faults_of(error: ValidationError, file: str, path: str = "") -> Iterator[Fault]:
    """The faults that pydantic found in one part of a file; `path` leads to the part."""
    for found in error.errors(include_url=False):
        steps = ".".join(str(step) for step in (path, *found["loc"]) if step != "")
        message, remedy = WORDS.get(found["type"], (f"取值不合格（{found['msg']}）", "参照 150000 目录下的同名文件改正"))
        yield Fault(field=f"{file}：{steps}", message=message, remedy=remedy.format(**found.get("ctx", {})))
