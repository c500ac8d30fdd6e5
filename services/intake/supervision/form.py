"""A complaint as it was written, checked: whom it is against, which case it is about, who complains.

Faults are kept on record: none of them repeats what the complainant wrote.
"""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from services.intake.domain.supervising import Accused
from shared.contracts import complaint as say
from shared.contracts.intake import Agent
from shared.errors import Fault, Refused
from shared.identifiers import check_case_number, check_telephone, normalise_case_number, normalise_telephone
from shared.jurisdictions import Centre, Jurisdictions
from shared.regions import is_region_code


class CaseHeld(Protocol):
    """What has to be known of a case that a complaint names."""

    @property
    def centre(self) -> str:
        """Region code of the centre that owns it."""

    @property
    def agent(self) -> Agent:
        """Who holds it."""


class CaseFiles(Protocol):
    """Where cases are looked up."""

    async def get(self, key: str) -> CaseHeld | None:
        """The case of that number."""


class Checked(NamedTuple):
    """A complaint without faults."""

    accused: Accused
    case_number: str | None
    complainant: say.Complainant | None


async def checked(order: say.Complain, centre: Centre, jurisdictions: Jurisdictions, cases: CaseFiles) -> Checked:
    """The complaint as it will be kept. Errors: Refused, with every fault."""
    number = normalise_case_number(order.case_number) if order.case_number else None
    case = await cases.get(number) if number and check_case_number(number) is None else None
    case = case if case and case.centre == centre.code else None
    faults = [*_of_case(order, case), *_of_person(order)]
    accused = Accused.parse(order.against)
    if accused == Accused("agent") and case:
        accused = Accused("agent", case.agent.id)
    faults += _of_accused(accused, centre, jurisdictions)
    if faults or accused is None:
        raise Refused(faults)
    person = order.complainant
    if person:
        person = person.model_copy(update={"telephone": normalise_telephone(person.telephone)})
    return Checked(accused, number, person)


def _of_case(order: say.Complain, case: CaseHeld | None) -> Iterator[Fault]:
    if order.case_number is None:
        return
    if check_case_number(order.case_number):
        yield Fault(
            field="case_number", message="办件编号格式不符", remedy="应形如 150622-20260302-000017；请核对受理凭证，或不填"
        )
    elif case is None:
        yield Fault(field="case_number", message="本中心没有这个办件", remedy="请核对办件编号，或不填")


def _of_person(order: say.Complain) -> Iterator[Fault]:
    if order.anonymous and order.complainant:
        remedy = "请删去 complainant，或把 anonymous 改为 false"
        yield Fault(field="complainant", message="匿名投诉不登记姓名和电话", remedy=remedy)
    if not order.anonymous and order.complainant is None:
        yield Fault(field="complainant", message="未留姓名和联系电话", remedy="请填写；不愿具名的，请把 anonymous 改为 true")
    if order.complainant and (message := check_telephone(order.complainant.telephone)):
        yield Fault(field="complainant.telephone", message=message, remedy="请填写可以回访的电话")


def _of_accused(accused: Accused | None, centre: Centre, jurisdictions: Jurisdictions) -> Iterator[Fault]:
    field = "against"
    if accused is None:
        remedy = "可填：agent:<代办员编号>、section_head、vice_head、supervisor、window:<窗口>、centre，或 <地区>.<部门>"
        yield Fault(field=field, message="填写的不是可以投诉的对象", remedy=remedy)
    elif accused.kind == "agent" and not accused.id:
        yield Fault(field=field, message="未写明是哪名代办员", remedy="请写 agent:<编号>，或填写办件编号，由系统查出本件的代办员")
    elif accused.kind == "agent" and accused.id not in centre.agents:
        agents = "、".join(f"{agent.title}（{identity}）" for identity, agent in centre.agents.items())
        yield Fault(field=field, message="本中心没有这个编号的代办员", remedy=f"本中心的代办员：{agents}")
    elif accused.kind == "department":
        region, _, code = accused.id.partition(".")
        if not is_region_code(region) or code not in jurisdictions.departments(region):
            remedy = "部门地址为 <行政区划代码>.<部门代码>，如 150622.zrzyj"
            yield Fault(field=field, message="没有这个部门", remedy=remedy)
