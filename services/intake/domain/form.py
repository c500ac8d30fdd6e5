"""The application form: every fault of it, each with its field and how to correct it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any, Final, get_args

from services.intake.domain.parties import party_faults
from services.intake.domain.project import project_faults
from services.intake.domain.raw_form import day, listed, mapping, numbers, text, texts
from shared.contracts.application import Application, Channel, DeliveryChoice, Project, ServiceKind
from shared.errors import Fault
from shared.identifiers import normalise_id_number, normalise_project_code, normalise_telephone, normalise_uscc
from shared.identifiers.text import normalise
from shared.regions import region

OTHER: Final = 31
"""其它审批事项 (seed 003 附件2): the form asks which."""

SERVICE, CHANNEL, DELIVERY = "service", "channel", "delivery.method"
CHOICES: Final = {
    SERVICE: ("服务方式", get_args(ServiceKind)),
    CHANNEL: ("申请渠道", get_args(Channel)),
    DELIVERY: ("结果交付方式", get_args(DeliveryChoice.model_fields["method"].annotation)),
}
TO_THE_APPLICANT: Final = {"post": "邮寄送达", "door": "上门送达"}
"""Delivery that needs an address, and that the form names among 代办内容 too."""
DATES: Final = {
    "applied_on": "申请日期",
    "commitment_letter": "承诺书日期",
    "authorisation.signed_on": "授权委托书签署日期",
}


class Rules:
    """What a centre says about forms: items it offers, names of materials, items that need a project.

    `stages` has the stage of each item (S1 … S4, P). `offered` has, under `service`, `channel` and `delivery.method`,
    what the centre offers: code -> its name there; a field that is absent is not checked.
    """

    def __init__(
        self,
        items: Collection[int],
        materials: Collection[str],
        with_project: Collection[int],
        stages: Mapping[int, str] | None = None,
        offered: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.items = items
        self.materials = materials
        self.with_project = with_project
        self.stages = stages or {}
        self.offered = offered or {}


def form_faults(form: Mapping[str, Any], centre: str, rules: Rules, today: date) -> list[Fault]:
    """Faults that the shape alone does not show. Takes the raw form, so that they are told together with those of shape."""
    return [
        *_centre(form, centre),
        *party_faults(form, today),
        *project_faults(form, centre, rules.with_project),
        *choice_faults(form, rules),
        *_other_item(form),
        *_offered(form, rules),
        *_delivery(form),
        *_future(form, today),
    ]


def choice_faults(form: Mapping[str, Any], rules: Rules) -> Iterator[Fault]:
    """Faults of the items that were chosen, of the stages and the authorisation they fall under, and of materials' names."""
    yield from _items(form, rules)
    yield from _outside_stages(form, rules)
    yield from _unauthorised(form)
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
    numbers = {
        "uscc": _kept(applicant.uscc, normalise_uscc),
        "id_number": _kept(applicant.id_number, normalise_id_number),
        "phone": _kept(applicant.phone, normalise_telephone),
        "postcode": _kept(applicant.postcode, normalise),
    }
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


def _items(form: Mapping[str, Any], rules: Rules) -> Iterator[Fault]:
    seen: set[int] = set()
    for place, number in enumerate(numbers(form.get("items"))):
        if number not in rules.items:
            yield Fault(
                field=f"items.{place}",
                message=f"事项 {number} 不在本中心的事项目录内",
                remedy=f"可办事项：{listed(sorted(rules.items))}",
            )
        elif number in seen:
            yield Fault(field=f"items.{place}", message=f"事项 {number} 重复填写", remedy="请只保留一处")
        seen.add(number)


def _outside_stages(form: Mapping[str, Any], rules: Rules) -> Iterator[Fault]:
    """阶段代办: what runs beside the stages (P) goes with any of them."""
    entrusted = texts(form.get("stages"))
    for place, number in enumerate(numbers(form.get("items")) if entrusted else ()):
        stage = rules.stages.get(number, "P")
        if stage not in (*entrusted, "P"):
            yield Fault(
                field=f"items.{place}",
                message=f"事项 {number} 属阶段 {stage}，不在委托的阶段 {'、'.join(entrusted)} 之内",
                remedy=f"请在 stages 中补上 {stage}，或删去此事项；全程代办的不填 stages",
            )


def _unauthorised(form: Mapping[str, Any]) -> Iterator[Fault]:
    covered = mapping(form.get("authorisation")).get("items")
    beyond = sorted(set(numbers(form.get("items"))) - set(numbers(covered))) if isinstance(covered, list) else ()
    if beyond:
        yield Fault(
            field="authorisation.items",
            message=f"授权委托书未包括事项 {listed(beyond)}",
            remedy="请提交包括这些事项的授权委托书；授权全部申请事项的可写 all",
        )


def _materials(form: Mapping[str, Any], rules: Rules) -> Iterator[Fault]:
    brought = form.get("materials")
    for field in ("materials", "originals"):
        for place, name in enumerate(texts(form.get(field))):
            if name not in rules.materials:
                yield Fault(
                    field=f"{field}.{place}",
                    message=f"所选事项的材料清单中没有“{name[:100]}”",
                    remedy="请按材料清单中的名称填写；材料齐全的可写 all",
                )
            elif field == "originals" and isinstance(brought, list) and name not in brought:
                yield Fault(
                    field=f"{field}.{place}",
                    message=f"“{name}”写明交原件，却未列入所交材料",
                    remedy="请在 materials 中补上，或从 originals 中删去",
                )


def _other_item(form: Mapping[str, Any]) -> Iterator[Fault]:
    chosen, told = OTHER in numbers(form.get("items")), bool(text(form.get("other_item")))
    if chosen and not told:
        yield Fault(field="other_item", message=f"选了事项 {OTHER}（其它），未写明是什么事项", remedy="请写明事项名称")
    if told and not chosen:
        yield Fault(
            field="other_item", message=f"写了其它审批事项，却未选事项 {OTHER}", remedy=f"请在 items 中补上 {OTHER}，或删除此项"
        )


def _offered(form: Mapping[str, Any], rules: Rules) -> Iterator[Fault]:
    """What the centre does not offer; what no centre could is a fault of shape already."""
    method = mapping(form.get("delivery")).get("method")
    said = [(SERVICE, SERVICE, form.get(SERVICE)), (CHANNEL, CHANNEL, form.get(CHANNEL)), (DELIVERY, DELIVERY, method)]
    wants = enumerate(texts(form.get("wants")))
    said += [(DELIVERY, f"wants.{place}", want) for place, want in wants if want in TO_THE_APPLICANT]
    for choice, field, value in said:
        word, known = CHOICES[choice]
        offered = rules.offered.get(choice)
        if offered is not None and value in known and value not in offered:
            names = "、".join(f"{name}（{code}）" for code, name in offered.items())
            yield Fault(field=field, message=f"本中心没有这一{word}：{value}", remedy=f"可选：{names}")


def _delivery(form: Mapping[str, Any]) -> Iterator[Fault]:
    delivery = mapping(form.get("delivery"))
    method = delivery.get("method", "in_person")
    if method in TO_THE_APPLICANT and not text(delivery.get("address")):
        word = TO_THE_APPLICANT[method]
        yield Fault(field="delivery.address", message=f"选择{word}须填地址", remedy="请补填收件地址，或改为当面递交 in_person")
    wanted = [want for want in texts(form.get("wants")) if want in TO_THE_APPLICANT]
    if wanted and method not in wanted:
        words = "、".join(TO_THE_APPLICANT[want] for want in dict.fromkeys(wanted))
        yield Fault(
            field="delivery.method",
            message=f"代办内容选了{words}，结果交付方式却不是",
            remedy=f"请把 delivery.method 改为 {wanted[0]} 并填写地址，或从 wants 中删去这一项",
        )


def _future(form: Mapping[str, Any], today: date) -> Iterator[Fault]:
    for field, what in DATES.items():
        section, _, key = field.rpartition(".")
        holder = mapping(form.get(section)) if section else form
        if (said := day(holder.get(key))) is not None and said > today:
            yield Fault(field=field, message=f"{what} {said} 晚于今天", remedy="请核对日期后改正")
