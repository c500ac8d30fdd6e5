"""One case of 准格尔旗 from application to 结案, as it comes off the bus."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from services.archive.domain.entry import JournalEntry, parsed
from services.archive.domain.restriction import Restriction
from shared.bus import Cause, Outgoing, Received, Subject
from shared.bus.envelope import fact_message
from shared.clock import CHINA
from shared.contracts import evaluation, intake, joint_review, notify, review_calls, routing
from shared.contracts.application import Applicant, Application, Handler, Project
from shared.contracts.base import Event
from shared.contracts.common import RESTRICTED_NAME, DecidedBy
from shared.contracts.joint_review import GivenOpinion
from shared.contracts.review_calls import ReviewCall
from shared.contracts.routing import PlannedItem

CENTRE, OTHER_CENTRE = "150622", "150602"
CASE = "150622-20260302-000017"
REVIEW = f"{CASE}/R1"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
PERMIT, SECURITY = 22, 29
ID_NUMBER, PHONE = "11010519491231002X", "13847700000"
AT = MONDAY.isoformat()
ITEM_NAMES = {PERMIT: "建筑工程施工许可证核发", SECURITY: RESTRICTED_NAME}
FILES = {f"file-{item}": f"设计方案 {item}\n".encode() * 64 for item in (PERMIT, SECURITY)}
"""What the applicant gave, as intake keeps it."""
DEPARTMENTS = {PERMIT: ("150622", "zjj", "准格尔旗住房和城乡建设局"), SECURITY: ("150600", "gaj", "鄂尔多斯市国家安全局")}
RESTRICTION = Restriction(
    items=frozenset({SECURITY}),
    departments=frozenset({"gaj"}),
    words=frozenset({"国家安全", "涉及国家安全事项的建设项目审批"}),
)

AGENT = intake.Agent(id="agent-1", title="准格尔旗政务服务中心代办员")


def application(items: tuple[int, ...]) -> Application:
    handler = Handler(name="经办人", phone=PHONE, id_number=ID_NUMBER)
    applicant = Applicant(kind="enterprise", name="准格尔旗煤矸石综合利用有限公司", uscc="91150622MA0000000X", handler=handler)
    return Application(
        centre=CENTRE, applicant=applicant, project=Project(name="煤矸石综合利用项目"), items=items, materials="all"
    )


class Story:
    """Says facts of one case one after another, each owner's numbered, a minute apart."""

    def __init__(self, case: str = CASE, centre: str = CENTRE) -> None:
        self.case = case
        self.centre = centre
        self.said: list[Outgoing] = []
        self.messages: list[Received] = []
        self._sequence: defaultdict[str, int] = defaultdict(int)

    def tell(self, *facts: Event) -> Received:
        """Say them; the last as it is received."""
        for fact in facts:
            self._sequence[fact.owner] += 1
            at = MONDAY + timedelta(minutes=len(self.messages))
            made = fact_message(
                fact,
                case=self.case,
                centre=self.centre,
                sequence=self._sequence[fact.owner],
                cause=Cause(f"cause-{self.case}-{len(self.messages)}", f"00-{len(self.messages) + 1:032x}-{1:016x}-01"),
                time=at,
            )
            self.said.append(made)
            self.messages.append(
                Received(
                    id=made.id,
                    subject=Subject.parse(made.subject),
                    body=made.body,
                    case=self.case,
                    centre=self.centre,
                    kind=made.headers["ce-type"],
                    sequence=self._sequence[fact.owner],
                    time=made.headers["ce-time"],
                    causation=made.headers["ce-causationid"],
                    traceparent=made.headers["ce-traceparent"],
                )
            )
        return self.messages[-1]


def task(kind: type[routing.TaskEvent], item: int, state: str, **other: Any) -> routing.TaskEvent:
    region, department, name = DEPARTMENTS[item]
    return kind(
        task_id=f"{CASE}/T{item}",
        item=item,
        item_name=ITEM_NAMES[item],
        region=region,
        department=department,
        department_name=name,
        state=state,
        at=MONDAY.isoformat(),
        **other,
    )


def notice(answers: Received, title: str, text: str = "您好，请知悉。", recipient: str = "applicant") -> notify.NoticeSent:
    return notify.NoticeSent(
        notice_id=f"notice-{answers.id}",
        template="any",
        recipient=recipient,
        title=title,
        text=text,
        channel="inbox",
        outcome="recorded",
        reason=title,
        answers=answers.id,
    )


def whole_case(items: tuple[int, ...] = (PERMIT,), case: str = CASE, *, review: bool = True) -> list[Received]:
    """Every fact of a case that lacks nothing, in the order in which they were said."""
    return whole_story(items, case, review=review).messages


def whole_story(items: tuple[int, ...] = (PERMIT,), case: str = CASE, *, review: bool = True) -> Story:
    """The same, as it was said too."""
    story = Story(case)
    form = application(items)
    submitted = story.tell(intake.CaseSubmitted(application=form, submitted_at=MONDAY.isoformat()))
    story.tell(intake.AgentAssigned(agent=AGENT))
    for item in items:
        story.tell(
            intake.FileAttached(
                file_id=f"file-{item}",
                item=item,
                material="建设项目设计方案",
                filename=f"{item}.pdf",
                size=len(FILES[f"file-{item}"]),
                sha256=sha256(FILES[f"file-{item}"]).hexdigest(),
                media_type="application/pdf",
                by="applicant",
                at=AT,
            )
        )
    story.tell(
        intake.MandateSigned(
            items=items, agent=AGENT, methods={"applicant": "seal", "agent": "hand"}, signed_at=MONDAY.isoformat()
        ),
        notice(submitted, "已收到您的申请"),
    )
    story.tell(intake.CaseAccepted(application=form, agent=AGENT, accepted_at=MONDAY.isoformat(), files=_files(items)))
    _routed(story, items)
    if review:
        _reviewed(story, items)
    for item in items:
        assigned = story.tell(task(routing.TaskAssigned, item, "3"))
        story.tell(notice(assigned, "有新任务", f"{DEPARTMENTS[item][2]}有一项新任务"))
        story.tell(task(routing.ItemApproved, item, "11", document=f"准建许〔2026〕{item}号"))
    results = tuple(_result(item) for item in items)
    story.tell(
        routing.CaseDecided(results=results),
        intake.ResultsGathered(results=results, delivery="in_person"),
        intake.ResultDelivered(method="in_person", received_by="经办人", delivered_at=MONDAY.isoformat()),
    )
    completed = story.tell(intake.CaseCompleted(outcome="approved", completed_at=AT))
    story.tell(
        notice(completed, "办结单"),
        evaluation.CaseEvaluated(evaluator="applicant", grade=2, grade_name="满意", bad=False, at=AT),
    )
    closed = story.tell(intake.CaseClosed(outcome="approved", evaluated=True, closed_at=AT))
    story.tell(routing.RouteClosed(reviews=len([m for m in story.messages if m.subject.party == "joint_review"])))
    story.tell(notice(closed, "结案通知"))
    return story


def _files(items: tuple[int, ...]) -> tuple[intake.AttachedFile, ...]:
    return tuple(
        intake.AttachedFile(
            file_id=f"file-{item}", material="建设项目设计方案", filename=f"{item}.pdf", size=1024, sha256="0" * 64
        )
        for item in items
    )


def _routed(story: Story, items: tuple[int, ...]) -> None:
    decided = [DecidedBy(rule="building_permits_go_to_housing", name="施工许可由住建部门办理", basis="建筑法 第七条")]
    if SECURITY in items:
        name = "涉及国家安全事项由盟市国家安全机关办理"
        decided.append(DecidedBy(rule="security_goes_to_the_city", name=name, basis="反间谍法 第二十一条"))
    plan = tuple(
        PlannedItem(
            item=item,
            item_name=ITEM_NAMES[item],
            region=DEPARTMENTS[item][0],
            department=DEPARTMENTS[item][1],
            department_name=DEPARTMENTS[item][2],
            level="county",
            after=tuple(other for other in items if other > item),
        )
        for item in items
    )
    story.tell(
        routing.CaseRouted(
            rulebook="150622@1",
            lead_department="150622.zjj",
            lead_department_name="准格尔旗住房和城乡建设局",
            decided_by=tuple(decided),
            plan=plan,
        )
    )


def _reviewed(story: Story, items: tuple[int, ...]) -> None:
    objecting = SECURITY if SECURITY in items else PERMIT
    call = ReviewCall(
        review_id=REVIEW,
        kind="联席会议",
        cause="objection",
        subject=f"{DEPARTMENTS[objecting][2]}认为不应由其承办",
        convener="150622.zwj",
        mandatory=("150622.zrzyj",),
        limit_days=3,
        task_id=f"{CASE}/T{objecting}",
    )
    given = GivenOpinion(party="150622.zrzyj", role="mandatory", opinion="agree", at=MONDAY.isoformat())
    story.tell(
        review_calls.ReviewRequested(call=call),
        joint_review.ReviewConvened(review_id=REVIEW, call=call, due=MONDAY.isoformat()),
        joint_review.OpinionGiven(review_id=REVIEW, given=given),
        joint_review.ReviewConcluded(
            review_id=REVIEW,
            cause="objection",
            task_id=call.task_id,
            outcome="agreed",
            opinions=(given,),
            concluded_at=MONDAY.isoformat(),
        ),
    )


def _result(item: int) -> intake.ItemResult:
    return intake.ItemResult(
        item=item,
        item_name=ITEM_NAMES[item],
        state="11",
        department_name=DEPARTMENTS[item][2],
        document=f"准建许〔2026〕{item}号",
    )


def entry(message: Received) -> JournalEntry:
    where = message.subject
    return JournalEntry(
        id=message.id,
        case=message.case,
        centre=where.region,
        owner=where.party,
        name=where.verb,
        sequence=message.sequence,
        time=message.time,
        causation=message.causation,
        traceparent=message.traceparent,
        body=parsed(message.body),
    )


def entries(messages: Iterable[Received]) -> list[JournalEntry]:
    return [entry(message) for message in messages]


def without(messages: Sequence[Received], owner: str, sequence: int) -> tuple[list[Received], Received]:
    """All messages but the one of that place, and that one."""
    left_out = next(m for m in messages if m.subject.party == owner and m.sequence == sequence)
    return [message for message in messages if message is not left_out], left_out


def asking(operation: str, body: str, centre: str = CENTRE) -> Received:
    return Received(id="question", subject=Subject("svc", centre, "archive", operation), body=body.encode())


def renamed(message: Received, verb: str, **other: Any) -> Received:
    """The message under another event name."""
    return replace(message, subject=replace(message.subject, verb=verb), **other)
