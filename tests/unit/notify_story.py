"""A case of 准格尔旗 as its owners tell it, and the small parts the notify tests are put together from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from services.notify.domain.correspondence import Correspondence
from services.notify.domain.delivery import Carrier, Delivery, Letter
from services.notify.domain.desk import LIGHT_RECIPIENTS, UNNAMED, Desk
from services.notify.domain.notice import Notice
from services.notify.post import Post
from services.notify.templates import Templates
from services.notify.use_cases import UseCases
from shared.bus import Received, Subject
from shared.clock import CHINA, FixedClock, WorkCalendar
from shared.contracts import intake, joint_review, review_calls, routing
from shared.contracts.application import Applicant, Application, Handler, Project
from shared.contracts.base import Event
from shared.contracts.common import RESTRICTED_NAME, Due
from shared.contracts.intake import Agent, ItemResult, Missing
from shared.contracts.joint_review import GivenOpinion
from shared.contracts.review_calls import ReviewCall
from tests.fakes import MemoryAggregates
from tests.unit.notify_climb import CLIMBED, HANDED_OVER, REVISED
from tests.unit.notify_file import CLOSED, EVALUATED, FILED
from tests.unit.notify_limits import LIMITED
from tests.unit.notify_parts import CASE, CENTRE, SECRET, hidden, planned, task
from tests.unit.notify_reviews import DEPARTMENTS, REVIEWED

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
HANDLER = Handler(name="乌兰图雅", phone="13812345678", email="wulan@example.cn", id_number="11010519491231002X")
FORM = Application(
    centre=CENTRE,
    applicant=Applicant(kind="enterprise", name="准格尔旗蒙泰能源有限公司", uscc="91150622MA0NXXXX0X", handler=HANDLER),
    project=Project(name="薛家湾镇20万吨杂盐资源化利用"),
    items=(5, 24, 29),
)
AGENT = Agent(id="tz1", title="投资项目代办员一号")
NAMES = {5: "企业投资项目备案", 15: "生产建设项目水土保持方案审批", 24: "建设工程规划许可证核发"}


def lack(item: int, name: str, material: str, how_to: str) -> Missing:
    return Missing(item=item, item_name=name, material=material, how_to=how_to)


CALL = ReviewCall(
    review_id="R1",
    kind="joint_meeting",
    cause="rules",
    subject="用地与水保手续如何衔接",
    convener="150622.zrzyj",
    mandatory=("150622.slj",),
    limit_days=3,
)
LIT: dict[str, Any] = {"limit": "promised", "due": "2026-03-12T17:30:00+08:00"}
DUE = Due(promised="2026-03-16T17:30:00+08:00")


ADDED = intake.ItemsAdded(
    items=(15,),
    application=FORM.model_copy(update={"items": (5, 24, 29, 15)}),
    signed_by="经办人",
    at="2026-03-04T10:00:00+08:00",
)
INTAKE: Sequence[Event] = (
    intake.CaseSubmitted(application=FORM, submitted_at="2026-03-02T09:00:00+08:00"),
    intake.AgentAssigned(agent=AGENT),
    intake.DeficiencyNotified(
        missing=(
            lack(24, "建设工程规划许可证核发", "建设工程设计方案", "请委托有资质的设计单位编制。"),
            lack(24, "建设工程规划许可证核发", "使用土地的证明文件", "请提供不动产权证书。"),
            lack(29, RESTRICTED_NAME, SECRET, SECRET),
        )
    ),
    intake.MaterialsSupplemented(materials=("建设工程设计方案",), complete=False),
    intake.MaterialsSupplemented(materials=("使用土地的证明文件", SECRET), complete=True),
    intake.FileAttached(file_id="f1", material="建设工程设计方案", filename="方案.pdf", size=9, sha256="0" * 64),
    intake.MandateSigned(
        items=(5, 24, 29), agent=AGENT, methods={"applicant": "seal", "agent": "hand"}, signed_at="2026-03-03T10:00:00+08:00"
    ),
    intake.CaseAccepted(application=FORM, agent=AGENT, accepted_at="2026-03-03T10:00:00+08:00"),
    intake.AgentAssigned(agent=Agent(id="zh1", title="综合代办员一号")),
    ADDED,
    intake.CorrectionSubmitted(items=(24,), note="已改"),
    intake.ResultsGathered(
        results=(
            ItemResult(item=5, item_name="企业投资项目备案", state="11"),
            ItemResult(item=24, item_name="建设工程规划许可证核发", state="13"),
            ItemResult(item=29, item_name=RESTRICTED_NAME, state="11"),
        ),
        delivery="in_person",
    ),
    intake.ResultDispatched(tracking_number="10688123456", address="准格尔旗薛家湾镇，乌兰图雅收，13812345678"),
    intake.ResultDelivered(method="post", received_by="乌兰图雅", delivered_at="2026-03-30T10:00:00+08:00"),
    *FILED,
    intake.CaseCompleted(outcome="partly_approved", completed_at="2026-03-31T10:00:00+08:00"),
    *EVALUATED,
    CLOSED,
)
ROUTING: Sequence[Event] = (
    routing.CaseRouted(
        rulebook="1",
        lead_department="150622.zrzyj",
        lead_department_name="自然资源局",
        decided_by=(),
        plan=(
            planned(24, "建设工程规划许可证核发", 5, 29, days=10),
            planned(5, "企业投资项目备案", days=None, instant=True, department="fgw", department_name="发展和改革委员会"),
            planned(29, SECRET, department="gaj", department_name=f"{SECRET}机关"),
            planned(15, "生产建设项目水土保持方案审批", not_needed="占地不足0.5公顷"),
        ),
    ),
    review_calls.ReviewRequested(call=CALL),
    routing.TaskAssigned.model_validate(task()),
    routing.TaskAccepted.model_validate(task()),
    routing.CorrectionRequested.model_validate(task(points=("总平面图缺少比例尺", "联系人写作13987654321，请核对"))),
    routing.CorrectionSupplied.model_validate(task(due=DUE)),
    routing.SpecialProcedureStarted.model_validate(task(procedure="专家评审", stops_clock=True)),
    routing.SpecialProcedureEnded.model_validate(task(due=DUE)),
    routing.SpecialProcedureStarted.model_validate(task(procedure="现场勘验", stops_clock=False)),
    routing.DeadlineLit.model_validate(task(light="yellow", **LIT)),
    routing.DeadlineLit.model_validate(task(light="red", **LIT)),
    routing.DeadlineLit.model_validate(task(light="overdue", **LIT)),
    routing.TaskReturned.model_validate(task(reason="不在本局审批权限内")),
    routing.ItemApproved.model_validate(
        task(5, "企业投资项目备案", "发展和改革委员会", document="150622202603020101", state="12", note="请按期开工")
    ),
    routing.ItemNotHandled.model_validate(task(15, "生产建设项目水土保持方案审批", reason="占地不足0.5公顷", state="4")),
    routing.ItemRefused.model_validate(task(reason="不符合控制性详细规划", state="13")),
    routing.CorrectionRequested.model_validate(hidden(points=(SECRET,))),
    routing.CorrectionSupplied.model_validate(hidden()),
    routing.SpecialProcedureStarted.model_validate(hidden(procedure=SECRET, stops_clock=True)),
    routing.SpecialProcedureEnded.model_validate(hidden()),
    routing.TaskReturned.model_validate(hidden(reason=SECRET)),
    routing.DeadlineLit.model_validate(hidden(light="red", **LIT)),
    routing.ItemApproved.model_validate(hidden(document=SECRET)),
    routing.ItemRefused.model_validate(hidden(reason=SECRET)),
    routing.ItemNotHandled.model_validate(hidden(reason=SECRET)),
    routing.ItemsPlaced(plan=(planned(15, "生产建设项目水土保持方案审批"),)),
    *HANDED_OVER,
    *CLIMBED,
    *REVISED,
    *LIMITED,
    routing.CaseDecided(results=()),
    routing.RouteClosed(reviews=3 + len(REVIEWED)),
)
REVIEWS: Sequence[Event] = (
    joint_review.ReviewConvened(review_id="R1", call=CALL, due="2026-03-09T17:30:00+08:00"),
    joint_review.OpinionGiven(review_id="R1", given=GivenOpinion(party="150622.slj", role="mandatory", opinion="agree")),
    joint_review.ReviewConcluded(
        review_id="R1",
        cause="rules",
        outcome="conditional",
        conditions=("先行编制水土保持方案",),
        opinions=(),
        concluded_at="2026-03-06T10:00:00+08:00",
    ),
    *REVIEWED,
)


def heard(fact: Event, sequence: int, case: str = CASE, centre: str = CENTRE) -> Received:
    """A fact as it comes over the bus; its id follows from its place, as with a real owner."""
    subject, kind = Subject("evt", centre, fact.owner, fact.name), f"{fact.owner}.{fact.name}"
    body = fact.model_dump_json().encode()
    return Received(f"{case}/{fact.owner}/{sequence}", subject, body, case=case, centre=centre, kind=kind, sequence=sequence)


def told(*stories: Sequence[Event], case: str = CASE) -> list[Received]:
    """Owners' facts, each owner's numbered from 1."""
    return [heard(fact, number, case) for story in stories for number, fact in enumerate(story, 1)]


@cache
def templates() -> Templates:
    """The real templates, read once."""
    return Templates.load(Path(__file__).parents[2] / "deploy" / "jurisdictions")


def desk(
    *, mails: bool = False, restricted: frozenset[int] = frozenset({29}), lights: Mapping[str, Sequence[str]] = LIGHT_RECIPIENTS
) -> Desk:
    special = {(24, "专家评审"): 20}
    place = Desk("准格尔旗政务服务中心", NAMES, restricted, special, WorkCalendar(), mails, lights)
    return replace(place, party=lambda address: DEPARTMENTS.get(address, UNNAMED))


class Postman(Carrier):
    """A carrier that keeps what it is given and answers as it is told; accepted when nothing is left to say."""

    def __init__(self, *answers: Delivery) -> None:
        self.letters: list[Letter] = []
        self.answers = list(answers)

    async def carry(self, letter: Letter) -> Delivery:
        self.letters.append(letter)
        return self.answers.pop(0) if self.answers else Delivery("accepted", "250 OK")


class Bench:
    """notify put together in memory."""

    def __init__(self, carrier: Carrier | None = None, **how: Any) -> None:
        self.clock = FixedClock(MORNING)
        self.cases = MemoryAggregates(Correspondence, "notify", self.clock)
        self.post = Post(self.cases, carrier, self.clock)
        place = desk(mails=carrier is not None, **how)
        self.use = UseCases(self.cases, lambda _: place, templates(), self.post)

    async def notices(self, key: str = CASE) -> list[Notice]:
        """The case's notices, none before anything was heard of it."""
        case = await self.cases.get(key)
        return case.notices if case else []

    async def case(self, key: str = CASE) -> Correspondence:
        case = await self.cases.get(key)
        assert case is not None
        return case


OPEN_CASE = frozenset({99})
"""Nothing of this story is restricted."""
ACCEPTED = tuple(INTAKE[:8])


async def after(*facts: Event, restricted: frozenset[int] = OPEN_CASE, routed: Iterable[Event] = (), **how: Any) -> list[Notice]:
    """The notices of these facts, said after the acceptance."""
    bench = Bench(restricted=restricted, **how)
    await bench.use.hear(told(ACCEPTED))
    before = len(await bench.notices())
    assert await bench.use.hear(told((*ACCEPTED, *facts), tuple(routed))) == {}
    return (await bench.notices())[before:]
