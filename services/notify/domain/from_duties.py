"""Lights of what somebody has to do with a case, limits that the calendar has moved, and what the checker found."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Final

from services.notify.domain.dates import day_of, time_of
from services.notify.domain.desk import Desk
from services.notify.domain.draft import Draft, tell
from services.notify.domain.known import COMPLAINT, Known
from services.notify.domain.naming import about_told, free, keyed
from shared.contracts.common import ACTORS
from shared.contracts.duties import CaseAiling, DutyLit, DutyMoved, ReviewAiling, RouteAiling
from shared.contracts.limits import JointDeadlineLit

ASKED: Final[Mapping[str, str]] = {
    "supplement": "补齐材料",
    "correct": "提交补正的材料",
    "promise": "补齐材料，或书面承诺随后补齐",
    "keep-promise": "补交承诺的材料",
    "sign-mandate": "签订委托协议",
    "renew-mandate": "续签委托协议",
    "sign-suspension": "在中止单上签字",
    "sign-termination": "在终止单上签字",
    "sign-completion": "核对结果，签署办结单",
    "resume": "办理恢复手续；不再办理的，请告诉我们",
    "visit": "由代办员陪同到窗口递交材料",
    "confirm-change": "确认代办员或经办人的变更",
    "deliver": "领取办理结果",
    "confirm-receipt": "确认已收到寄出的办理结果",
    "return-originals": "领回材料原件",
    "evaluate": "评价本次服务",
}
"""What an applicant is asked for, by the operation that meets it; the duty's own words are for the staff."""


STAFF: Final = ("agent", "section_head", "vice_head")


def lit(fact: DutyLit, known: Known, desk: Desk) -> Iterator[Draft]:
    """Whoever the centre names, and whoever of the staff has to act, hears of the light; an applicant who has to act is
    reminded once each time it is asked. Of a complaint only its own lights are told (投诉人、被投诉人须回避).
    """
    if known.record == COMPLAINT:
        return
    if fact.act == "appointment-keep" and "applicant" in fact.actors:
        yield from _appointed(fact)
        return
    asked = f"duty:{keyed(fact.duty, known, desk)}:{fact.times_asked}:{day_of(fact.due)}"
    about = about_told(fact.about, known, desk)
    values = {"what": fact.what, "whose": "、".join(ACTORS.get(actor, actor) for actor in fact.actors), "basis": fact.basis}
    told = {"light": fact.light, "about": about, "due": fact.due, "times": fact.times_asked}
    for recipient in recipients(fact.light, fact.actors, desk):
        yield tell(recipient, "duty", f"{asked}:{fact.light}", **values, **told)
    if "applicant" in fact.actors:
        what = ASKED.get(fact.act, "办理需要您办的手续")
        late = fact.light == "overdue"
        yield tell("applicant", "reminder", asked, what=what, about=about, due=fact.due, times=fact.times_asked, late=late)


def recipients(light: str, actors: Collection[str], desk: Desk) -> list[str]:
    """Who of the staff is told of a light: as the centre has set it, and those who have to act."""
    return [post for post in STAFF if post in actors or post in desk.light_recipients.get(light, ())]


def joint(fact: JointDeadlineLit, _known: Known, desk: Desk) -> Iterator[Draft]:
    """The limit of all departments together (行政许可法 第四十二条第二款)."""
    words = {"what": "联合办理全部事项", "whose": "各承办部门", "about": "", "basis": "行政许可法 第四十二条第二款"}
    for recipient in recipients(fact.light, (), desk):
        reason = f"joint:{fact.light}:{day_of(fact.due)}"
        yield tell(recipient, "duty", reason, light=fact.light, **words, due=fact.due, times=1)


def moved(fact: DutyMoved, known: Known, desk: Desk) -> Iterator[Draft]:
    """A provisional limit has become another day: its agent has reckoned with the one before."""
    if known.record != COMPLAINT:
        reason = f"duty:{keyed(fact.duty, known, desk)}:moved:{day_of(fact.due)}"
        values = {"what": fact.what, "before": fact.before, "due": fact.due, "provisional": fact.provisional}
        yield tell("agent", "duty-moved", reason, **values)


def ailing(fact: CaseAiling | RouteAiling | ReviewAiling, known: Known, desk: Desk) -> Iterator[Draft]:
    """What the checker could not put right itself needs a person; in a complaint only the post that handles it."""
    reason = f"ailing:{fact.owner}:{fact.ailment.invariant}:{day_of(fact.at)}"
    if known.record != COMPLAINT:
        yield tell("section_head", "ailing", reason, what=free(fact.ailment.what, known, desk), at=fact.at)
    elif known.post:
        yield replace(tell("handler", "ailing", reason, at=fact.at), post=known.post)


def _appointed(fact: DutyLit) -> Iterator[Draft]:
    """The day before: the time agreed upon, for both who are to be there."""
    values = {"kind": fact.about, "day": fact.due, "time": time_of(fact.due)}
    for recipient in ("applicant", "agent"):
        if recipient in fact.actors:
            yield tell(recipient, "appointment-reminder", f"appointment:reminder:{fact.due}", **values)
