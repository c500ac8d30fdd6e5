"""One application file made into many cases: every copy has an applicant, a project and numbers of its own."""

from collections.abc import Mapping
from typing import Any

from shared.errors import Fault, Refused, refuse
from shared.identifiers import (
    complete_project_code,
    complete_uscc,
    is_project_code,
    is_uscc,
    normalise_project_code,
    normalise_uscc,
)

MOST = 100  # copies of one file
Form = Mapping[str, Any]


def copied(name: str, form: Form) -> dict[str, Form]:
    """The forms that a file stands for, by name; itself where it says nothing of copies. Errors: Refused."""
    told = form.get("copies")
    if told is None:
        return {name: form}
    if not isinstance(told, Mapping) or not isinstance(count := told.get("count"), int) or not 1 <= count <= MOST:
        raise refuse("copies.count", f"份数应为 1 至 {MOST} 的整数", "请写 copies: {count: 40}")
    but = told.get("but") or {}
    if faults := [_no_such(number, count) for number in but if not str(number).isdecimal() or not 1 <= int(number) <= count]:
        raise Refused(faults)
    changes = {int(number): sections for number, sections in but.items()}
    plain = {key: value for key, value in form.items() if key != "copies"}
    return {f"{name}（第 {number} 件）": copy(plain, number) | changes.get(number, {}) for number in range(1, count + 1)}


def copy(form: Form, number: int) -> dict[str, Any]:
    """The form as its `number`-th copy; numbers that would not pass are left as they are, for the check to find."""
    made = dict(form)
    for part in ("applicant", "project"):
        if isinstance(section := form.get(part), Mapping):
            made[part] = {**section, **_own(section, number)}
    return made


def _own(section: Form, number: int) -> dict[str, Any]:
    own: dict[str, Any] = {}
    if section.get("name"):
        own["name"] = f"{section['name']}（{number:02}号）"
    if is_uscc(code := str(section.get("uscc", ""))):
        own["uscc"] = complete_uscc(f"{normalise_uscc(code)[:13]}{number:03}")
    if is_project_code(code := str(section.get("code", ""))):
        own["code"] = complete_project_code(f"{normalise_project_code(code)[:-4]}{number:03}")
    return own


def _no_such(number: object, count: int) -> Fault:
    return Fault(field=f"copies.but.{number}", message=f"共 {count} 份，没有第 {number} 份", remedy="请改序号或份数")
