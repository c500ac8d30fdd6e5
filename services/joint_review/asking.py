"""What can be asked of joint_review. A centre sees its own files, a department its own reviews, and nobody learns of others."""

from typing import Any, Final

from services.joint_review import shown
from services.joint_review.domain import meeting_minutes, minutes
from services.joint_review.domain.reviews import Reviews
from services.joint_review.offices import Offices
from services.joint_review.store import Card, Files
from shared.contracts.joint_review import Minutes
from shared.contracts.review_records import MeetingsQuery
from shared.errors import Fault, Refused, refuse

NO_FILE: Final = Fault(
    field="case_number",
    message="没有找到该办件的会商",
    remedy="请核对办件编号；该办件可能没有召开过会商，其他中心的办件在此查不到",
)
NOT_PRESENT: Final = Fault(
    field="case_number",
    message="没有贵部门参加的会商",
    remedy="请核对办件编号；只能查询本部门召集或参加的会商",
)


class Asking:
    """The reads."""

    def __init__(self, files: Files, offices: Offices) -> None:
        self._files = files
        self._offices = offices

    async def reviews(self, centre: str, case_number: str) -> dict[str, Any]:
        """All reviews of a file of this centre. Errors: Refused, the same for a foreign file as for none."""
        found = await self._own(centre, case_number, NO_FILE)
        return shown.file(found, self._offices.times(found.centre))

    async def reviews_of(self, party: str, case_number: str) -> dict[str, Any]:
        """A department's own reviews of a file. Errors: Refused, the same where it takes part in none as for no file."""
        found = await self._files.get(case_number)
        told = shown.file(found, self._offices.times(found.centre), party) if found else None
        if told is None or not told["reviews"]:
            raise Refused([NOT_PRESENT])
        return told

    async def meeting(self, centre: str, meeting_id: str) -> dict[str, Any]:
        """A meeting of this centre. Errors: Refused."""
        fault = Fault(field="meeting_id", message="会议不存在", remedy="请核对会议编号；本中心的会议可列表查询（meetings）")
        found = await self._own(centre, meeting_id, fault)
        if found.meeting is None:
            raise Refused([fault])
        return shown.meeting(found, found.meeting)

    async def meetings(self, centre: str, query: MeetingsQuery) -> dict[str, Any]:
        """The centre's meetings, the latest first, as cards; `next`: ask for the following page with it as `before`."""
        found: list[Card] = await self._files.meetings(centre, query.before, query.limit)
        following = found[-1]["meeting_id"] if len(found) == query.limit else None
        return {"meetings": found, "next": following}

    async def minutes(self, centre: str, about: str) -> Minutes:
        """The minutes of a review or a meeting: as issued, or as they stand. Errors: Refused."""
        fault = Fault(field="review_id", message="没有这次会商或会议", remedy="请核对会商编号或会议编号")
        file = await self._own(centre, about.partition("/")[0], fault)
        if file.meeting and about == file.id:
            if not file.meeting.ended:
                way = "请在各项议题形成结论后查询；进展可查询会议情况（meeting）"
                raise refuse("review_id", "会议尚有议题未结束，还没有会议纪要", way)
            return meeting_minutes.draft(file.meeting)
        review = file.reviews.get(about)
        if review is None:
            raise Refused([fault])
        if not review.state.over:
            raise refuse("review_id", "会商尚未结束，还没有会议纪要", "请在形成结论后查询；进展可查询会商情况（reviews）")
        return review.minutes or minutes.draft(review)

    async def _own(self, centre: str, file: str, fault: Fault) -> Reviews:
        found = await self._files.get(file)
        if found is None or found.centre != centre:
            raise Refused([fault])
        return found
