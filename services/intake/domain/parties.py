"""Who applies and who speaks for them: faults of the applicant, the 经办人 and the 授权委托书."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from services.intake.domain.raw_form import mapping, text
from shared.errors import Fault
from shared.identifiers import check_id_number, check_telephone, check_uscc, normalise_uscc
from shared.identifiers.text import normalise

EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
POSTCODE = re.compile(r"[0-9]{6}")
ORGANISATIONS = ("enterprise", "institution")
PERSONS = ("person", "household")
AUTHORITY_OF_THE_OTHER = {"enterprise": ("1", "机构编制部门"), "institution": ("9", "市场监督管理部门")}
"""First character of a 统一社会信用代码 that the kind cannot bear, and who gives it (GB 32100: 12 事业单位, 91 企业)."""


def party_faults(form: Mapping[str, Any], today: date) -> Iterator[Fault]:
    """Every fault of the applicant, of the 经办人 and of what lets the 经办人 act."""
    applicant = mapping(form.get("applicant"))
    yield from _owed(applicant)
    yield from _numbers(applicant, today)
    yield from _code_of_the_other_kind(applicant)
    yield from _authorisation(form.get("authorisation"), applicant)


def _owed(applicant: Mapping[str, Any]) -> Iterator[Fault]:
    kind = applicant.get("kind")
    if kind in ORGANISATIONS and not applicant.get("uscc"):
        yield Fault(field="applicant.uscc", message="单位申请须填统一社会信用代码", remedy="请按证照填写 18 位代码")
    if kind in ORGANISATIONS and not text(applicant.get("legal_representative")):
        yield Fault(
            field="applicant.legal_representative",
            message="单位申请须填法人或主要负责人",
            remedy="请按证照填写法定代表人或主要负责人",
        )
    if kind in PERSONS and not applicant.get("id_number"):
        remedy = "请按身份证填写户主的 18 位号码" if kind == "household" else "请按身份证填写 18 位号码"
        yield Fault(field="applicant.id_number", message="个人、家庭户申请须填公民身份号码", remedy=remedy)


def _numbers(applicant: Mapping[str, Any], today: date) -> Iterator[Fault]:
    handler = mapping(applicant.get("handler"))
    checks = (
        ("applicant.uscc", applicant.get("uscc"), check_uscc),
        ("applicant.id_number", applicant.get("id_number"), lambda said: check_id_number(said, today)),
        ("applicant.phone", applicant.get("phone"), check_telephone),
        ("applicant.handler.id_number", handler.get("id_number"), lambda said: check_id_number(said, today)),
        ("applicant.handler.phone", handler.get("phone"), check_telephone),
    )
    for field, value, check in checks:
        if isinstance(value, str) and (message := check(value)):
            remedy = "请填写手机号或带区号的固定电话" if field.endswith("phone") else "请核对证件原件后改正"
            yield Fault(field=field, message=message, remedy=remedy)
    if isinstance(postcode := applicant.get("postcode"), str) and not POSTCODE.fullmatch(normalise(postcode)):
        yield Fault(field="applicant.postcode", message="邮编应为 6 位数字", remedy="请填写如 010300 的邮编，或删除此项")
    if isinstance(email := handler.get("email"), str) and not EMAIL.fullmatch(email):
        yield Fault(
            field="applicant.handler.email", message="电子邮箱格式不正确", remedy="请填写如 name@example.cn 的邮箱，或删除此项"
        )


def _code_of_the_other_kind(applicant: Mapping[str, Any]) -> Iterator[Fault]:
    """Only what contradicts the kind for certain: other authorities (5 民政 …) register bodies of either kind."""
    kind, code = text(applicant.get("kind")), applicant.get("uscc")
    if kind not in AUTHORITY_OF_THE_OTHER or not isinstance(code, str) or check_uscc(code):
        return
    first, authority = AUTHORITY_OF_THE_OTHER[kind]
    if normalise_uscc(code).startswith(first):
        name = "企业" if kind == "enterprise" else "事业单位"
        yield Fault(
            field="applicant.uscc",
            message=f"申请人填为{name}，而代码以 {first} 开头，是{authority}赋予的",
            remedy="请核对申请人类型和证照上的代码：事业单位以 12 开头，企业以 91 开头",
        )


def _authorisation(said: object, applicant: Mapping[str, Any]) -> Iterator[Fault]:
    """经办人非单位法人的，应当提交授权委托书 (seed 002 附件1 法律责任 2)."""
    handler = text(mapping(applicant.get("handler")).get("name"))
    if said is None and speaks_for_another(applicant):
        principal = "法人或主要负责人" if applicant.get("kind") in ORGANISATIONS else "申请人本人"
        yield Fault(
            field="authorisation",
            message=f"经办人不是{principal}，须提交授权委托书",
            remedy=f"请补填 authorisation（签署日期 signed_on、被授权人 holder），或由{principal}经办",
        )
    holder = text(mapping(said).get("holder"))
    if holder and handler and normalise(holder) != normalise(handler):
        yield Fault(
            field="authorisation.holder",
            message=f"授权委托书授权的是“{holder[:50]}”，经办人却是“{handler[:50]}”；被授权人无转委托权",
            remedy="请由被授权人经办，或提交授权给现经办人的委托书",
        )


def speaks_for_another(applicant: Mapping[str, Any]) -> bool:
    """Is the 经办人 for certain not the 法定代表人, the applying person or the head of the household?

    Of persons equal numbers decide, where both are given; else names. Nothing is certain where one is not told.
    """
    handler = mapping(applicant.get("handler"))
    own = [applicant.get("legal_representative")]
    if applicant.get("kind") in PERSONS:
        own.append(applicant.get("name"))
        cards = [text(holder.get("id_number")) for holder in (applicant, handler)]
        if all(cards):
            return normalise(cards[0]) != normalise(cards[1])
    names = {normalise(text(name)) for name in own if text(name)}
    acting = normalise(text(handler.get("name")))
    return bool(names and acting) and acting not in names
