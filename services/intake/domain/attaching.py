"""Files join the case: the applicant's materials through the window, and what departments decide as documents."""

from collections.abc import Sequence
from typing import Final

from services.intake.domain.access import is_department, takes_part_only
from services.intake.domain.case import Case
from services.intake.domain.file_names import name_faults
from shared.contracts.base import Event
from shared.contracts.files import AttachFile
from shared.contracts.intake import AttachedFile, FileAttached
from shared.errors import Fault, Refused

DECISION: Final = "办理结果"  # the material under which a department hands in what it has decided


def attach_faults(case: Case, order: AttachFile, giver: str, limit: int) -> list[Fault]:
    """Everything that speaks against this file from this giver, found before a byte is sent. `limit` is in bytes."""
    if giver != case.centre and not is_department(giver):
        return [Fault(field="case_number", message="只有办件所属的中心可以提交申请材料", remedy="请联系办件所属的中心")]
    if takes_part_only(case, giver):
        remedy = "请交办件所属的中心提交，或在会商意见中说明"
        return [Fault(field="case_number", message="本部门只参加会商，可以查阅会商材料，不能提交文件", remedy=remedy)]
    faults = [*name_faults(order.filename), *_item_faults(case, order.item, giver)]
    if order.size > limit:
        message = f"文件 {order.size / 1048576:.1f} MB，超过上限 {limit / 1048576:.0f} MB"
        faults.append(Fault(field="size", message=message, remedy="请压缩或拆分为多个文件后再提交"))
    try:
        case.may("attach")
    except Refused as refused:
        faults += refused.faults
    return faults


def _item_faults(case: Case, item: int | None, giver: str) -> list[Fault]:
    if is_department(giver):
        own = [number for number, address in case.departments.items() if address == giver]
        if str(item) in own:
            return []
        message = "部门的文件须写明事项" if item is None else f"事项 {item} 不由本部门办理"
        return [Fault(field="item", message=message, remedy=f"本部门办理的事项：{'、'.join(own)}")]
    if item is None or item in case.application.items:
        return []
    applied = "、".join(map(str, case.application.items))
    remedy = f"本件的事项：{applied}；不属于某一事项的文件请不填"
    return [Fault(field="item", message=f"本件没有申请事项 {item}", remedy=remedy)]


def attach(case: Case, file: AttachedFile) -> Sequence[Event]:
    """A file was stored for this case; told once, however often it is closed. Errors: WrongState."""
    if file.file_id in {known.file_id for known in case.files}:
        return []
    case.may("attach")
    case.files = (*case.files, file)
    fact = FileAttached.model_validate(file.model_dump(exclude={"by"}) | {"accepted": case.accepted_at is not None})
    return case.said(file.by, fact)


def result_files(case: Case, item: int) -> list[AttachedFile]:
    """What the item's department has handed in as its decision."""
    return [file for file in case.files if file.item == item and file.material == DECISION and is_department(file.by)]
