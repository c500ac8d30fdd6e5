"""Items that join a running case: everything that is wrong with the wish, and the application as it stands with them."""

from collections.abc import Collection, Iterator

from services.intake.domain.form import OTHER, Rules, choice_faults
from services.intake.domain.materials import Checklist, lacking, ledger
from services.intake.domain.raw_form import listed
from shared.contracts.application import MOST_ITEMS, Application, StageCode
from shared.contracts.intake import AddItems
from shared.errors import Fault, Refused


def enlarged(application: Application, order: AddItems, rules: Rules, before: Checklist, after: Checklist) -> Application:
    """The application with these items and their materials. Errors: Refused, with every fault.

    `before` and `after` say what must be brought for the items of the case without and with the added ones. The case
    is accepted: whatever it asked for is at hand and is not asked for again. What is missing for an added item is
    told at once and completely (行政许可法 第三十二条); an item is added with everything or not at all.
    """
    added = {number: after[number] for number in order.items if number in after and number not in before}
    faults = [*_item_faults(application, order, rules), *_material_faults(application, order, rules, before, added)]
    if faults:
        raise Refused(faults)
    materials = application.materials
    if materials != "all":
        brought = _names(added) if order.materials == "all" else order.materials
        materials = tuple(dict.fromkeys((*materials, *brought)))
    return application.model_copy(
        update={
            "items": (*application.items, *order.items),
            "materials": materials,
            "stages": _stages(application, order),
            "other_item": order.other_item or application.other_item,
        }
    )


def _stages(application: Application, order: AddItems) -> tuple[StageCode, ...]:
    """阶段代办 goes on with the next stage; what is entrusted as a whole stays so."""
    return tuple(dict.fromkeys((*application.stages, *order.stages))) if application.stages else ()


def _item_faults(application: Application, order: AddItems, rules: Rules) -> Iterator[Fault]:
    yield from choice_faults(_choice(application, order), rules)
    for place, number in enumerate(order.items):
        if number in application.items:
            yield Fault(field=f"items.{place}", message=f"事项 {number} 已在本件中", remedy="请删去此项")
    if len({*application.items, *order.items}) > MOST_ITEMS:
        yield Fault(field="items", message=f"一件至多 {MOST_ITEMS} 个事项", remedy="请为其余事项另行提交一份申请（submit）")
    if OTHER in order.items and not order.other_item:
        yield Fault(field="other_item", message=f"选了事项 {OTHER}（其它），未写明是什么事项", remedy="请写明事项名称")
    wanting = sorted({*order.items} & {*rules.with_project})
    if application.project is None and wanting:
        yield Fault(
            field="project",
            message=f"事项 {listed(wanting)} 属投资项目审批，而本件没有项目基本情况",
            remedy="请为这些事项另行提交一份申请（submit），并填写 project",
        )


def _choice(application: Application, order: AddItems) -> dict[str, object]:
    """What the items have to stay within. Who authorised the 经办人 may go beyond the authorisation in person."""
    choice: dict[str, object] = {"items": list(order.items), "stages": list(_stages(application, order))}
    if application.authorisation and order.signed_by != application.applicant.legal_representative:
        choice["authorisation"] = application.authorisation.model_dump(mode="json")
    return choice


def _material_faults(
    application: Application, order: AddItems, rules: Rules, before: Checklist, added: Checklist
) -> Iterator[Fault]:
    if order.materials == "all":
        return
    yield from choice_faults({"materials": list(order.materials)}, rules)
    earlier = () if application.materials == "all" else application.materials
    have = (*_names(before), *earlier, *order.materials)
    for lack in lacking(ledger(added, have, (), at="")):
        yield Fault(field="materials", message=f"事项 {lack.item}（{lack.item_name}）缺“{lack.material}”", remedy=lack.how_to)


def _names(checklist: Checklist) -> Collection[str]:
    return dict.fromkeys(each.name for listed in checklist.values() for each in listed.materials)
