"""A joint review with everything that can happen to one, and a meeting over many cases, as joint_review and routing tell them."""

from collections.abc import Sequence
from typing import Any

from shared.contracts import joint_review, review_calls, review_records
from shared.contracts.base import Event
from shared.contracts.joint_review import GivenOpinion, Minutes, Participant, Resolution, ReviewTerms, Signature
from shared.contracts.review_calls import AgendaPoint, ReviewCall
from shared.contracts.review_records import PointHeld
from tests.unit.notify_parts import CASE, CENTRE

REVIEW, CALLED_OFF = f"{CASE}/R2", f"{CASE}/R3"
LAND, WATER, PLANNING = f"{CENTRE}.zrzyj", f"{CENTRE}.slj", f"{CENTRE}.zjj"
DEPARTMENTS = {LAND: "准格尔旗自然资源局", WATER: "准格尔旗水利局", PLANNING: "准格尔旗住房和城乡建设局"}
DUE, AT = "2026-03-12T17:30:00+08:00", "2026-03-11T09:30:00+08:00"
SUBJECT, MATERIAL, GROUND = "取水口与用地红线重叠怎么办", "水资源论证报告", "水法 第四十八条"
MEND, CONDITION, ACT = "取水口下移五百米", "取水许可之后方可开工", "重新划定取水口"
WORDS = (SUBJECT, MATERIAL, GROUND, MEND, CONDITION, ACT, "二楼会议室", "水利局", "讨论未果", "另行安排", "已划定", "代办员建议")
"""What people wrote, and who; none of it may be told where a restricted item is in the case."""


def call(review_id: str = REVIEW, **more: Any) -> ReviewCall:
    about = {"review_id": review_id, "kind": "会商联审", "cause": "agent", "subject": SUBJECT, "convener": LAND}
    return ReviewCall.model_validate(about | {"mandatory": (WATER,), "form": "meeting", "at": AT, "place": "二楼会议室"} | more)


TERMS = ReviewTerms(
    template="joint_review",
    form="meeting",
    silence="consent",
    conclusion="unanimous",
    dissent="deadlock",
    quorum=1,
    rounds=1,
    signing="parallel",
    minutes=True,
    opinion_days=3,
)


def opinion(word: str, party: str = WATER, **more: Any) -> GivenOpinion:
    return GivenOpinion.model_validate({"party": party, "role": "mandatory", "opinion": word} | more)


OBJECTION = opinion("object", ground=GROUND, mend=MEND)
SEAT = Participant(party=WATER, name=DEPARTMENTS[WATER], role="mandatory", due=DUE)
RESOLUTION = Resolution(
    resolution_id=f"{REVIEW}/A1", owner=WATER, owner_name=DEPARTMENTS[WATER], act=ACT, done_when="公布界线", due=DUE
)
MINUTES = Minutes(
    number=f"{CENTRE}-JY2026-0001",
    title="关于取水口的会议纪要",
    kind="会商联审",
    convener=LAND,
    convener_name=DEPARTMENTS[LAND],
    form="meeting",
    at=AT,
    place="二楼会议室",
    concluded_at=DUE,
    participants=(SEAT,),
    points=(),
)


def convened(review_id: str = REVIEW, **more: Any) -> joint_review.ReviewConvened:
    about = {"review_id": review_id, "call": call(review_id), "due": DUE, "terms": TERMS, "participants": (SEAT,)}
    return joint_review.ReviewConvened.model_validate(about | more)


def concluded(outcome: str, **more: Any) -> joint_review.ReviewConcluded:
    about = {"review_id": REVIEW, "cause": "agent", "outcome": outcome, "opinions": (OBJECTION,), "concluded_at": DUE}
    return joint_review.ReviewConcluded.model_validate(about | more)


def lit(light: str, **more: Any) -> joint_review.ReviewDutyLit:
    about = {"review_id": REVIEW, "party": WATER, "act": "opinion", "what": "提出会商意见", "light": light, "due": DUE}
    return joint_review.ReviewDutyLit.model_validate(about | more)


REVIEWED: Sequence[Event] = (
    joint_review.ReviewProposed(review_id=REVIEW, call=call(), due=DUE),
    convened(due=None, missing=(MATERIAL,)),
    joint_review.PapersShared(review_id=REVIEW, readers=(WATER,), file_ids=("f1",)),
    joint_review.AttendanceAnswered(review_id=REVIEW, attended=joint_review.Attended(party=WATER, attends=True)),
    joint_review.PapersCompleted(review_id=REVIEW, edition=1, papers=(), due=DUE, without=(MATERIAL,), reason="代办员建议"),
    joint_review.OpinionGiven(review_id=REVIEW, given=OBJECTION),
    joint_review.RoundOpened(review_id=REVIEW, round=1, opinions=(OBJECTION,), due=DUE),
    joint_review.ParticipantAdded(
        review_id=REVIEW,
        participant=SEAT.model_copy(update={"party": PLANNING, "name": DEPARTMENTS[PLANNING]}),
        signer=True,
        reason="代办员建议",
    ),
    joint_review.PapersChanged(review_id=REVIEW, edition=2, papers=(), changed=(MATERIAL,), due=DUE),
    lit("red"),
    joint_review.OpinionGiven(review_id=REVIEW, given=opinion("agree")),
    joint_review.SigningOpened(review_id=REVIEW, text=1, outcome="agreed", signers=(WATER,), ordered=False),
    joint_review.ReviewSigned(review_id=REVIEW, signature=Signature(party=WATER, text=1, at=AT)),
    joint_review.SignatureRevoked(review_id=REVIEW, party=WATER, reason=GROUND, asked_again=()),
    joint_review.SignatureRefused(review_id=REVIEW, given=OBJECTION),
    review_records.ResolutionsLaidDown(review_id=REVIEW, resolutions=(RESOLUTION,)),
    concluded("deadlocked", reason="讨论未果"),
    review_records.ResolutionsAssigned(review_id=REVIEW, resolutions=(RESOLUTION,)),
    review_records.MinutesIssued(review_id=REVIEW, minutes=MINUTES, signed=True),
    review_records.ResolutionOverdue(review_id=REVIEW, resolution=RESOLUTION),
    review_records.ResolutionDone(
        review_id=REVIEW, resolution=RESOLUTION, evidence="已划定", document="准水〔2026〕2号", late=True
    ),
    review_records.ResolutionDropped(review_id=REVIEW, resolution=RESOLUTION, reason="另行安排"),
    joint_review.ReviewClosed(review_id=REVIEW, outcome="deadlocked"),
    convened(CALLED_OFF),
    joint_review.ReviewCancelled(review_id=CALLED_OFF, reason="另行安排", by=LAND),
    joint_review.ReviewClosed(review_id=CALLED_OFF, outcome="cancelled"),
)
"""Not one that could really happen, but every fact that there is."""

MEETING = f"{CENTRE}-H20260309-000001"
TOPIC = f"{MEETING}/R1"
HELD = (
    PointHeld(number=1, case_number=CASE, subject=SUBJECT, review_id=REVIEW),
    PointHeld(number=2, subject="窗口怎样分工", review_id=TOPIC),
    PointHeld(number=3, case_number=CASE, subject=SUBJECT, outcome="declined", reason="办件已终止"),
)
ENDED = (
    HELD[0].model_copy(update={"outcome": "agreed"}),
    HELD[1].model_copy(update={"outcome": "deadlocked"}),
    HELD[2],
)
ABOUT: dict[str, Any] = {"kind": "集中联动审批会商会", "subject": "三月集中会商", "convener": f"{CENTRE}.zwj"}
ROOM: dict[str, Any] = {"form": "meeting", "at": AT, "place": "政务大厅三楼"}
CALLED: Sequence[Event] = (
    review_calls.MeetingCalled(
        meeting_id=MEETING,
        template="mass_meeting",
        agenda=(AgendaPoint(number=1, case_number=CASE, subject=SUBJECT),),
        called_by="科室负责人",
        **ABOUT,
        **ROOM,
    ),
    review_calls.AgendaDeclined(meeting_id=MEETING, case_number=CASE, reason="办件已终止"),
)
MET: Sequence[Event] = (
    convened(TOPIC, missing=(MATERIAL,)),
    review_records.MeetingConvened(meeting_id=MEETING, agenda=HELD, participants=(LAND, WATER), **ABOUT, **ROOM),
    joint_review.OpinionGiven(review_id=TOPIC, given=OBJECTION),
    concluded("deadlocked").model_copy(update={"review_id": TOPIC}),
    review_records.ResolutionOverdue(review_id=TOPIC, resolution=RESOLUTION),
    lit("overdue").model_copy(update={"review_id": TOPIC}),
    review_records.MeetingConcluded(meeting_id=MEETING, agenda=ENDED),
    review_records.MeetingMinutesIssued(
        meeting_id=MEETING, number=f"{CENTRE}-JY2026-0002", signed=True, signed_by="召集部门办公室", agenda=ENDED
    ),
    review_records.MeetingClosed(meeting_id=MEETING),
)
