"""Several named parts written as one option: `owner=150600.zrzyj,act=…,due=2026-12-01`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from shared.errors import Fault, Refused

PART = re.compile(r"(?:^|[,，])\s*([A-Za-z_]+)\s*=")


@dataclass(frozen=True, slots=True)
class Parts:
    """How an option of named parts is written; what the values must be, the service says."""

    option: str
    required: Sequence[str]
    optional: Sequence[str]
    example: str

    def read(self, written: Iterable[str]) -> list[dict[str, Any]]:
        """Each as its parts by name; commas within a value need no care. Errors: Refused (with every fault of all)."""
        faults: list[Fault] = []
        found = [self._one(place, text, faults) for place, text in enumerate(written, 1)]
        if faults:
            raise Refused(faults)
        return found

    def _one(self, place: int, text: str, faults: list[Fault]) -> dict[str, Any]:
        """One of them; what is wrong with how it is written is added to `faults`."""
        found = list(PART.finditer(text))
        if not found or found[0].start():
            faults.append(self._fault(place, f"“{text[:60]}”不是 名称=内容 的形式"))
            return {}
        ends = [*(part.start() for part in found[1:]), len(text)]
        pairs = [(part[1], text[part.end() : end].strip()) for part, end in zip(found, ends, strict=True)]
        names, parts = [name for name, _ in pairs], dict(pairs)
        strange = [f"没有 {name} 这一栏" for name in parts if name not in (*self.required, *self.optional)]
        twice = [f"{name} 写了不止一次" for name in parts if names.count(name) > 1]
        missing = [f"缺少 {name}" for name in self.required if not parts.get(name)]
        faults += [self._fault(place, message) for message in (strange or missing) + twice]  # a misspelt name is no lack besides
        return parts

    def _fault(self, place: int, message: str) -> Fault:
        return Fault(field=f"{self.option} {place}", message=message, remedy=f"请写成 {self.example}")
