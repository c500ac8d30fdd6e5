"""The agenda of a meeting over many cases (集中联动审批会商会), as it was called; joint_review tells what becomes of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pydantic import Field

from shared.aggregate import Aggregate, Said
from shared.contracts.review_calls import (
    AgendaCalled,
    AgendaDeclined,
    AgendaOrder,
    AgendaPoint,
    Form,
    MeetingCalled,
    ReviewKind,
)
from shared.errors import Fault


class Agenda(Aggregate):
    """会议议程. Never changed; `id` is the 会议编号."""

    request: str = Field(description="Id of the request that called it: asked again, it is the same meeting")
    kind: str = Field(description="Name of the template")
    template: ReviewKind
    subject: str
    convener: str = Field(description="<region>.<department>")
    points: tuple[AgendaPoint, ...]
    limit_days: int | None = None
    form: Form | None = None
    at: str | None = None
    place: str = ""
    called_by: str

    @property
    def open(self) -> bool:
        """Nothing of it is waited for here."""
        return False

    def called(self) -> Sequence[Said]:
        """Say it: to joint_review the whole, to routing itself case by case, so that none holds up another."""
        told = MeetingCalled(
            meeting_id=self.id,
            kind=self.kind,
            template=self.template,
            subject=self.subject,
            convener=self.convener,
            agenda=self.points,
            limit_days=self.limit_days,
            form=self.form,
            at=self.at,
            place=self.place,
            called_by=self.called_by,
        )
        cases = [point for point in self.points if point.case_number]
        return [told, *(AgendaCalled(meeting_id=self.id, point=point) for point in cases)]

    def declined(self, case: str, reason: str) -> AgendaDeclined:
        """That case can't be reviewed any more; said by its route, or by the agenda where there is none, or where the route
        has said its last: nothing may be said of a case after that.
        """
        return AgendaDeclined(meeting_id=self.id, case_number=case, reason=reason)


class AgendaItem(NamedTuple):
    """What has to be known of an item before a meeting is called about it."""

    restricted: bool
    ended: bool


class AgendaCase(NamedTuple):
    """What has to be known of a case before it is put on an agenda."""

    centre: str
    name: str
    """Of the project, else of the applicant."""
    over: bool
    items: Mapping[int, AgendaItem]


def of_point(order: AgendaOrder, case: AgendaCase | None, centre: str, *, accepts: bool) -> Iterator[Fault]:
    """What speaks against one point, by its fields. `case`: None, where there is none of that number, or none is named;
    `accepts`: what is decided already can't be put to a joint acceptance.
    """
    if not order.case_number:
        yield from _of_topic(order)
    elif case is None or case.centre != centre:
        yield Fault(field="case_number", message=f"办件 {order.case_number} 不存在，或与本中心无关", remedy="请核对办件编号")
    elif case.over:
        yield Fault(field="case_number", message=f"办件 {order.case_number} 已办结或终止，不再会商", remedy="请从议程中删去")
    else:
        for number, item in enumerate(order.items):
            yield from _of_item(case.items.get(item), item, f"items.{number}", accepts=accepts)


def _of_topic(order: AgendaOrder) -> Iterator[Fault]:
    if not order.subject:
        yield Fault(field="subject", message="没有办件的议题须写明议什么", remedy="请填写 subject，或填写 case_number")
    if not order.mandatory:
        yield Fault(field="mandatory", message="没有办件的议题须写明参加的部门", remedy="请填写 mandatory，或填写 case_number")
    if order.items:
        yield Fault(field="items", message="没有办件的议题没有事项", remedy="请填写 case_number，或不填 items")


def _of_item(item: AgendaItem | None, number: int, field: str, *, accepts: bool) -> Iterator[Fault]:
    if item is None:
        yield Fault(field=field, message=f"该办件没有事项 {number}", remedy="请核对事项序号，或不填")
    elif item.restricted:
        yield Fault(field=field, message=f"事项 {number} 限制公开，不进入会商", remedy="请删去该事项")
    elif accepts and item.ended:
        yield Fault(field=field, message=f"事项 {number} 已有决定，不再验收", remedy="请删去该事项")
