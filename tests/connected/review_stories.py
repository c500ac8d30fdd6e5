"""Reviews from the call to their end, as routing and the departments tell them; each step is known by what follows of it."""

import asyncio
from datetime import timedelta

from shared.contracts.review_calls import (
    AgendaDeclined,
    AgendaPoint,
    MeetingCalled,
    Paper,
    PapersPinned,
    ReviewCall,
    ReviewRequested,
)
from tests.connected.chamber import FOREST, LAND, OFFICE, PLANNING, WATER, fresh_case, fresh_meeting
from tests.connected.review_templates import TEMPLATES
from tests.unit.routing_world import accepted

MAP, PLAN = "用地红线图", "水土保持方案"


def paper(material: str, version: int = 1) -> Paper:
    return Paper(file_id=f"{material}-{version}", material=material, filename=f"{material}.pdf", size=1, sha256=f"{version:064}")


class Story:
    """One review, or one meeting, and the words that move it."""

    def __init__(self, chamber, key, review=""):
        self.chamber = chamber
        self.key = key
        self.review = review or f"{key}/R1"
        self._posted = 0

    def call(self, template, **other):
        usual = {
            "review_id": self.review,
            "kind": TEMPLATES[template]["name"],
            "template": template,
            "cause": "agent",
            "subject": "煤矸石综合利用项目占用林地，选址是否可行",
            "convener": OFFICE,
            "mandatory": (LAND, WATER),
            "called_by": "综合代办员一号",
        }
        return ReviewRequested(call=ReviewCall(**{**usual, **other}))

    async def says(self, *facts):
        await self.chamber.says(self.key, *facts)

    async def posts(self, who, verb, /, about="review_id", suffix="", **said):
        self._posted += 1
        identity = f"{self.review} {self._posted}"
        await self.chamber.posts(who, verb, identity, **{about: f"{self.review}{suffix}"}, **said)

    async def opinion(self, party, word, times, **said):
        """The opinion, heard as the so-many-eth of this case."""
        await self.posts(party, "opinion", opinion=word, **said)
        await self.until("opinion-given", times)

    async def signs(self, party, times):
        await self.posts(party, "signed", text=1, signed_by="主要负责岗")
        await self.until("review-signed", times)

    async def until(self, word, times=1):
        await self.chamber.until(self.key, word, times)


async def every_state(chamber):
    """Proposed, convened, papers complete, a round of discussion, countersigned, revoked, signed again, minutes, resolutions."""
    story = Story(chamber, fresh_case())
    await story.says(
        story.call("joint_meeting", mandatory=(LAND, WATER, OFFICE), advisory=(FOREST,), papers=(paper(MAP),), needed=(PLAN,))
    )
    await story.until("review-proposed")
    at = (chamber.begins + timedelta(days=1)).isoformat()
    await story.posts(OFFICE, "convened", form="video", at=at, place="视频会议室")
    await story.until("invited", 4)
    await story.posts(FOREST, "attendance", attends=False, reason="当日另有会议")
    await story.until("attendance-answered")
    await story.says(PapersPinned(review_id=story.review, edition=2, papers=(paper(MAP), paper(PLAN)), changed=(PLAN,)))
    await story.until("consulted", 4)
    await story.opinion(LAND, "agree", 1, edition=2)
    await story.opinion(OFFICE, "agree", 2, edition=2)
    await story.opinion(WATER, "object", 3, edition=2, ground="水土保持法 第二十五条", mend="先编报水土保持方案")
    await story.until("discussion-opened", 4)
    due = f"{chamber.begins + timedelta(days=20):%Y-%m-%d}"
    order = {"owner": WATER, "act": "审批水土保持方案", "due": due, "done_when": "出具批复"}
    await story.posts(OFFICE, "resolutions", resolutions=[order])
    await story.until("resolutions-laid-down")
    await story.opinion(WATER, "conditional", 4, edition=2, conditions=["开工前取得水土保持批复"])
    await story.opinion(LAND, "agree", 5, edition=2)
    await story.opinion(OFFICE, "agree", 6, edition=2)
    await story.until("signature-asked")
    await story.signs(LAND, 1)
    await story.signs(WATER, 2)
    await story.posts(LAND, "signature-revoked", reason="须先核对红线坐标")
    await story.until("signature-revoked")
    for times, party in enumerate((LAND, WATER, OFFICE), 3):
        await story.signs(party, times)
    await story.until("minutes-asked")
    await story.posts(OFFICE, "minutes-signed", signed_by="分管负责岗")
    await story.until("minutes-issued")
    await story.posts(WATER, "carried-out", "resolution_id", "/A1", evidence="已批复", document="准水保〔2026〕3号")
    await story.until("review-closed")
    return (story.key,)


async def changed_paper_and_decision(chamber):
    """A paper changes when one has spoken: all are asked again, and the convener decides."""
    story = Story(chamber, fresh_case())
    await story.says(story.call("coordination_meeting", papers=(paper(MAP),)))
    await story.until("consulted", 2)
    await story.opinion(LAND, "agree", 1, edition=1)
    await story.says(PapersPinned(review_id=story.review, edition=2, papers=(paper(MAP, 2),), changed=(MAP,)))
    await story.until("papers-changed")
    await story.opinion(LAND, "object", 2, edition=2, ground="土地管理法 第四十四条", mend="避让永久基本农田")
    await story.opinion(WATER, "agree", 3, edition=2)
    await story.until("decision-asked")
    await story.posts(OFFICE, "concluded", outcome="conditional", conditions=["避让永久基本农田"], reason="经协调一致")
    await story.until("minutes-asked")
    await story.posts(OFFICE, "minutes-signed", signed_by="分管负责岗")
    await story.until("review-closed")
    return (story.key,)


async def meeting_over_cases(chamber):
    """Two cases, one of which is declined, and a topic of the centre: one agenda, one set of minutes."""
    case, gone = fresh_case(), fresh_case()
    meeting = Story(chamber, fresh_meeting())
    points = (
        AgendaPoint(number=1, case_number=case, subject="选址", mandatory=(LAND, WATER)),
        AgendaPoint(number=2, case_number=gone, subject="选址", mandatory=(LAND,)),
        AgendaPoint(number=3, subject="联动审批流程", mandatory=(LAND, WATER)),
    )
    await meeting.says(
        MeetingCalled(
            meeting_id=meeting.key,
            kind=TEMPLATES["mass_meeting"]["name"],
            template="mass_meeting",
            subject="三月集中联动审批会商会",
            convener=OFFICE,
            agenda=points,
            called_by="综合代办员一号",
        )
    )
    of_case = Story(chamber, case)
    await of_case.says(of_case.call("mass_meeting", cause="meeting", meeting_id=meeting.key))
    await meeting.says(AgendaDeclined(meeting_id=meeting.key, case_number=gone, reason="办件已撤回"))
    await meeting.until("meeting-convened")
    for times, party in enumerate((LAND, WATER), 1):
        await of_case.opinion(party, "agree", times)
        await meeting.opinion(party, "agree", times)
    await meeting.until("meeting-concluded")
    await chamber.posts(OFFICE, "minutes-signed", f"{meeting.key} minutes", review_id=meeting.key, signed_by="分管负责岗")
    await meeting.until("meeting-closed")
    await of_case.until("review-closed")
    return (meeting.key, case, gone)


async def added_and_countersigned_at_once(chamber):
    """A participant is added midway, all sign at the same time, and nothing follows."""
    story = Story(chamber, fresh_case())
    await story.says(story.call("countersign"))
    await story.until("consulted", 2)
    await story.opinion(LAND, "agree", 1)
    await story.posts(OFFICE, "participant-added", party=FOREST, role="mandatory", signer=True, reason="占用林地")
    await story.until("participant-added")
    await story.opinion(WATER, "agree", 2)
    await story.opinion(FOREST, "conditional", 3, conditions=["先办使用林地审核"])
    await story.until("signing-opened")
    for times, party in enumerate((LAND, WATER, FOREST), 1):
        await story.signs(party, times)
    await story.until("review-closed")
    return (story.key,)


async def silence(chamber):
    """Nobody convenes, nobody speaks, nobody signs: every limit passes, and silence is consent."""
    story = Story(chamber, fresh_case())
    await story.says(story.call("joint_meeting", mandatory=(LAND, WATER)))
    await story.until("review-proposed")
    while await chamber.rings(story.key):
        pass
    await story.until("review-closed")
    return (story.key,)


async def mass_meeting(chamber):
    """Three cases under way, called together by their centre; everybody agrees, and the meeting and its reviews are closed."""
    cases = [Story(chamber, fresh_case()) for _ in range(3)]
    for each in cases:
        await each.says(accepted(5, 26))
        await each.until("case-routed")
    agenda = [{"case_number": each.key, "subject": "可否当日办结", "mandatory": ["zrzyj", "slj", "fgw"]} for each in cases]
    order = {"subject": "三月集中联动审批会商会", "agenda": agenda, "signed_by": "综合代办员一号"}
    meeting = Story(chamber, (await chamber.asks("routing", "call-meeting", order))["meeting_id"])
    await meeting.until("meeting-convened")
    for times, party in enumerate((LAND, WATER, PLANNING), 1):
        await asyncio.gather(*(each.opinion(party, "agree", times) for each in cases))
    await meeting.until("meeting-concluded")
    await chamber.posts(OFFICE, "minutes-signed", f"{meeting.key} minutes", review_id=meeting.key, signed_by="分管负责岗")
    await meeting.until("meeting-closed")
    for each in cases:
        await each.until("review-closed")
    await chamber.settled()
    return (meeting.key, *(each.key for each in cases))


AT_ONCE = (every_state, changed_paper_and_decision, meeting_over_cases, added_and_countersigned_at_once)
"""Their clock stands; the other ones move it."""
