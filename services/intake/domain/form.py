"""The application form: every fault of it, each with its field and how to correct it."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any

from shared.contracts.application import Application, Project
from shared.errors import Fault
from shared.identifiers import (
    check_id_number,
    check_project_code,
    check_telephone,
    check_uscc,
    normalise_id_number,
    normalise_project_code,
    normalise_telephone,
    normalise_uscc,
)
from shared.identifiers.text import normalise
from shared.regions import Level, at_level, is_region_code, region

EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
ORGANISATIONS = ("enterprise", "institution")


class Rules:
    """What a centre's catalogue says about forms: items it offers, names of materials, items that need a project."""

    def __init__(self, items: Collection[int], materials: Collection[str], with_project: Collection[int]) -> None:
        self.items = items
        self.materials = materials
        self.with_project = with_project


def form_faults(form: Mapping[str, Any], centre: str, rules: Rules, today: date) -> list[Fault]:
    """Faults that the shape alone does not show. Takes the raw form, so that they are told together with those of shape."""
    return [
        *_centre(form, centre),
        *_applicant(_mapping(form.get("applicant")), today),
        *_project(form, rules),
        *_location(_mapping(form.get("project")).get("location"), centre),
        *choice_faults(form, rules),
        *_delivery(_mapping(form.get("delivery"))),
    ]


def choice_faults(form: Mapping[str, Any], rules: Rules) -> Iterator[Fault]:
    """Faults of the items that were chosen and of the names of their materials."""
    yield from _items(form, rules)
    yield from _materials(form, rules)


def normalised(application: Application) -> Application:
    """The application with its numbers as they are kept, however they were typed: full-width, with blanks, in small letters."""
    applicant, project = application.applicant, application.project
    handler = applicant.handler.model_copy(
        update={
            "phone": normalise_telephone(applicant.handler.phone),
            "id_number": _kept(applicant.handler.id_number, normalise_id_number),
        }
    )
    numbers = {"uscc": _kept(applicant.uscc, normalise_uscc), "id_number": _kept(applicant.id_number, normalise_id_number)}
    return application.model_copy(
        update={
            "applicant": applicant.model_copy(update={"handler": handler, **numbers}),
            "project": project and project.model_copy(update=_kept_of(project)),
        }
    )


def _kept_of(project: Project) -> dict[str, str | None]:
    return {
        "code": _kept(project.code, normalise_project_code),
        "location": _kept(project.location, lambda code: region(normalise(code)).code),
    }


def _kept(number: str | None, normalise: Callable[[str], str]) -> str | None:
    return None if number is None else normalise(number)


def _centre(form: Mapping[str, Any], centre: str) -> Iterator[Fault]:
    if isinstance(named := form.get("centre"), str) and named != centre:
        yield Fault(
            field="centre", message=f"申请表写的是 {named}，却提交给了 {centre}", remedy=f"请改为 {centre}，或向 {named} 提交"
        )


def _applicant(applicant: Mapping[str, Any], today: date) -> Iterator[Fault]:
    kind = applicant.get("kind")
    handler = _mapping(applicant.get("handler"))
    if kind in ORGANISATIONS and not applicant.get("uscc"):
        yield Fault(field="applicant.uscc", message="单位申请须填统一社会信用代码", remedy="请按证照填写 18 位代码")
    if kind in ("person", "household") and not applicant.get("id_number"):
        yield Fault(field="applicant.id_number", message="个人、家庭户申请须填公民身份号码", remedy="请按身份证填写 18 位号码")
    checks = (
        ("applicant.uscc", applicant.get("uscc"), check_uscc),
        ("applicant.id_number", applicant.get("id_number"), lambda text: check_id_number(text, today)),
        ("applicant.handler.id_number", handler.get("id_number"), lambda text: check_id_number(text, today)),
        ("applicant.handler.phone", handler.get("phone"), check_telephone),
    )
    for field, value, check in checks:
        if isinstance(value, str) and (message := check(value)):
            remedy = "请填写手机号或带区号的固定电话" if field.endswith("phone") else "请核对证件原件后改正"
            yield Fault(field=field, message=message, remedy=remedy)
    if isinstance(email := handler.get("email"), str) and not EMAIL.fullmatch(email):
        yield Fault(
            field="applicant.handler.email", message="电子邮箱格式不正确", remedy="请填写如 name@example.cn 的邮箱，或删除此项"
        )


def _project(form: Mapping[str, Any], rules: Rules) -> Iterator[Fault]:
    project = form.get("project")
    wanting = sorted(set(_numbers(form)) & set(rules.with_project))
    if project is None and wanting:
        yield Fault(
            field="project",
            message=f"事项 {listed(wanting)} 属投资项目审批，须填项目基本情况",
            remedy="请补填 project，至少写明 name",
        )
    code = _mapping(project).get("code")
    if isinstance(code, str) and (message := check_project_code(code)):
        yield Fault(field="project.code", message=message, remedy="请核对投资项目在线审批监管平台赋予的代码，或先不填")


def _location(said: object, centre: str) -> Iterator[Fault]:
    """The place must be known, and in the centre's own province: hand-overs reach no further."""
    if not isinstance(said, str):
        return
    code, home = normalise(said), at_level(centre, Level.REGION)
    there = at_level(code, Level.REGION) if is_region_code(code) else None
    if there is None:
        yield Fault(
            field="project.location",
            message=f"“{said[:20]}”不是已收录的行政区划代码",
            remedy="请填写建设地点所在旗县区（6位）、苏木乡镇（9位）或嘎查村（12位）的代码；就在本中心所辖地区的可不填",
        )
    elif there != home:
        yield Fault(
            field="project.location",
            message=f"建设地点{region(code).name}属{there.name}，本中心的办件转不到那里",
            remedy=f"请向{there.name}的政务服务中心申请",
        )


def _items(form: Mapping[str, Any], rules: Rules) -> Iterator[Fault]:
    seen: set[int] = set()
    for place, number in enumerate(_numbers(form)):
        if number not in rules.items:
            yield Fault(
                field=f"items.{place}",
                message=f"事项 {number} 不在本中心的事项目录内",
                remedy=f"可办事项：{listed(sorted(rules.items))}",
            )
        elif number in seen:
            yield Fault(field=f"items.{place}", message=f"事项 {number} 重复填写", remedy="请只保留一处")
        seen.add(number)


def _materials(form: Mapping[str, Any], rules: Rules) -> Iterator[Fault]:
    names = form.get("materials")
    for place, name in enumerate(names if isinstance(names, list) else ()):
        if isinstance(name, str) and name not in rules.materials:
            yield Fault(
                field=f"materials.{place}",
                message=f"所选事项的材料清单中没有“{name[:100]}”",
                remedy="请按材料清单中的名称填写；材料齐全的可写 all",
            )


def _delivery(delivery: Mapping[str, Any]) -> Iterator[Fault]:
    if delivery.get("method") == "post" and not delivery.get("address"):
        yield Fault(
            field="delivery.address", message="选择邮寄送达须填邮寄地址", remedy="请补填收件地址，或改为当面递交 in_person"
        )


def _numbers(form: Mapping[str, Any]) -> list[int]:
    items = form.get("items")
    return [item for item in items if type(item) is int] if isinstance(items, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def listed(numbers: Collection[int]) -> str:
    """Numbers of items for a sentence."""
    return "、".join(str(number) for number in numbers)
