"""会议纪要 of a joint review, or of a meeting over many cases, as a page for the printer and as text."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from deploy.local.forms.choice import Sheet
from deploy.local.forms.on_paper import day
from deploy.local.forms.printing import Printed, environment
from shared.clock import in_china
from shared.contracts.joint_review import OPINIONS, OUTCOMES, Attended, GivenOpinion, Minutes, MinutesPoint
from shared.contracts.review_calls import FORMS, ROLES

NAME: Final = "会议纪要"
SOURCE: Final = "自拟文本；会商依据鄂尔多斯市咨询、辅导、协调、代办服务规定（试行） 三"
ENDS: Final[Mapping[str, str]] = OUTCOMES | {"cancelled": "未举行"}
SHORT: Final = 12  # digits of a SHA-256 that are printed: enough to tell the versions of one file apart


class Seat(NamedTuple):
    """出席情况 of one participant."""

    name: str
    role: str
    attended: str


class Opinion(NamedTuple):
    """What one department said, word for word."""

    name: str
    said: str
    dissent: bool
    lines: tuple[str, ...]
    """Conditions; of an objection its ground and what would mend it."""


def form_minutes(minutes: Minutes) -> Printed:
    """The minutes on paper: who was there, each point with papers, opinions, dissent, conclusion and resolutions.

    Minutes that nobody has signed say so (未签发), whether they still wait for it or the limit has passed.
    """
    paper = MinutesOnPaper(minutes)
    template = environment().get_template("minutes.html")
    page = template.render(name=NAME, sheets=[Sheet()], minutes=minutes, paper=paper, moment=moment, SHORT=SHORT)
    return Printed("minutes", minutes.title, paper.number, SOURCE, (), page)


class MinutesOnPaper:
    """Minutes with names in place of codes."""

    def __init__(self, minutes: Minutes) -> None:
        self._minutes = minutes
        self._names = {one.party: one.name for one in minutes.participants if one.name}
        self._names |= {minutes.convener: minutes.convener_name}

    @property
    def number(self) -> str:
        """Of the review or of the meeting that they are of, where one point tells it; else their own."""
        reviews = [point.review_id for point in self._minutes.points]
        return reviews[0] if len(reviews) == 1 else self._minutes.number

    @property
    def signed(self) -> bool:
        """They are signed and numbered."""
        return bool(self._minutes.number and self._minutes.signed_at)

    @property
    def held(self) -> str:
        """Form, time and place."""
        minutes = self._minutes
        meets = minutes.form != "circulation"
        return "，".join(filter(None, (FORMS[minutes.form], moment(minutes.at) if meets else "", minutes.place if meets else "")))

    @property
    def seats(self) -> list[Seat]:
        """Everybody who was asked, with the delegate or the apology."""
        said = {one.party: one for one in self._minutes.attendance}
        return [
            Seat(self.name(one.party), ROLES[one.role], _attended(said.get(one.party), self._unsaid))
            for one in self._minutes.participants
        ]

    @property
    def _unsaid(self) -> str:
        """What is told of a department of which the minutes say nothing; of a meeting each case has its own answers."""
        if self._minutes.form == "circulation":
            return "书面征求意见"
        by_case = len(self._minutes.points) > 1 and not self._minutes.attendance
        return "见各件会商记录" if by_case else "未答复是否到会"

    def name(self, party: str) -> str:
        """Of a department; its address where the minutes do not name it."""
        return self._names.get(party, party)

    def outcome(self, point: MinutesPoint) -> str:
        """How it ended."""
        return ENDS[point.outcome]

    def opinions(self, point: MinutesPoint) -> list[Opinion]:
        """What everybody said of it, in the order of the minutes."""
        return [self._opinion(given) for given in point.opinions]

    def _opinion(self, given: GivenOpinion) -> Opinion:
        grounds = (f"依据：{given.ground}" if given.ground else "", f"改进办法：{given.mend}" if given.mend else "")
        lines = tuple(filter(None, (*given.conditions, *grounds)))
        return Opinion(self.name(given.party), OPINIONS[given.opinion], given.opinion == "object", lines)


def moment(instant: str | None) -> str:
    """`2026年3月11日9时30分` in China; empty for none."""
    if not instant:
        return ""
    when = in_china(datetime.fromisoformat(instant))
    return f"{day(instant)}{when.hour}时{when.minute:02}分"


def _attended(said: Attended | None, unsaid: str) -> str:
    if said is None:
        return unsaid
    if not said.attends:
        return f"请假：{said.reason}" if said.reason else "请假"
    return f"到会（{said.delegate}）" if said.delegate else "到会"
