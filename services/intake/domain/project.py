"""The project of an application: faults of its section, of its place, and of its absence."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from services.intake.domain.raw_form import listed, mapping, numbers
from shared.errors import Fault
from shared.identifiers import check_project_code
from shared.identifiers.text import normalise
from shared.regions import Level, at_level, is_region_code, region


def project_faults(form: Mapping[str, Any], centre: str, with_project: Collection[int]) -> Iterator[Fault]:
    """Every fault; `with_project` are the items of which a project must be told."""
    said = form.get("project")
    wanting = sorted(set(numbers(form.get("items"))) & set(with_project))
    if said is None and wanting:
        yield Fault(
            field="project",
            message=f"事项 {listed(wanting)} 属投资项目审批，须填项目基本情况",
            remedy="请补填 project，至少写明 name",
        )
    project = mapping(said)
    code = project.get("code")
    if isinstance(code, str) and (message := check_project_code(code)):
        yield Fault(field="project.code", message=message, remedy="请核对投资项目在线审批监管平台赋予的代码，或先不填")
    yield from _investment(project)
    yield from _location(project.get("location"), centre)


def _investment(project: Mapping[str, Any]) -> Iterator[Fault]:
    whole, this_year = project.get("investment"), project.get("investment_this_year")
    if type(whole) is int and type(this_year) is int and this_year > whole:
        yield Fault(
            field="project.investment_this_year",
            message=f"当年计划投资 {this_year} 元，超过总投资 {whole} 元",
            remedy="请核对后改正，两项均以元为单位",
        )


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
