"""What is said fits what the bus carries: how much anybody may say, and long texts cut short where it is all told together."""

import json
from collections.abc import Iterable
from typing import Final

from services.joint_review.domain.review import Review
from shared.contracts.joint_review import GivenOpinion, Minutes, MinutesPoint, Resolution
from shared.errors import Fault

ROOM: Final = 100_000  # characters for the opinions of one review: a conclusion tells them all, and conditions twice
AGAIN: Final = 10  # times its part of that room for all that one department has said; the file keeps it
LEAST: Final = 100  # characters that an opinion counts for, however short it is
BRIEF: Final = 500  # characters that anybody may say, however much was said before it was added

LARGEST: Final = 700_000  # bytes of minutes as JSON, so that a letter of them stays under what the bus carries
CUTS: Final = (
    1000,
    200,
    40,
)  # characters that are kept of a text where minutes are too large; its review has it whole
CUT: Final = "……（全文见该次会商的记录）"


def too_long(review: Review, party: str, *texts: str) -> list[Fault]:
    """More than the party's part of what a conclusion can hold, or more than the file should keep of one department."""
    seat = review.seats[party]
    most = _part(review, party)
    now = sum(map(_weight, texts))
    said = sum(_length(given) for given in (*seat.before, *([seat.opinion] if seat.opinion else [])))
    if now > most:
        remedy = "请缩短文字，长的内容请作为文件提交"
        return [Fault(field="", message=f"意见过长（{now} 字，上限 {most} 字）", remedy=remedy)]
    if said + now > most * AGAIN:
        remedy = f"请向召集部门（{review.name_of(review.convener)}）提出"
        return [Fault(field="", message="贵部门在本次会商中已多次提出意见，总计过长", remedy=remedy)]
    return []


def _part(review: Review, party: str) -> int:
    """An equal part of the room; whoever was added since shares what those before have left of it."""
    speakers = [each for each in review.seats.values() if each.speaks]
    said = [each.opinion for each in speakers if each.opinion and each.party != party]
    left = ROOM - sum(map(_length, said))
    return max(BRIEF, min(ROOM // len(speakers), left // (len(speakers) - len(said))))


def _length(given: GivenOpinion) -> int:
    return max(LEAST, sum(map(_weight, (given.ground, given.mend, *given.conditions))))


def _weight(text: str) -> int:
    """Its characters; some take more room on the bus than 汉字 do."""
    return max(len(text), len(json.dumps(text, ensure_ascii=False).encode()) // 3)


def fitting(minutes: Minutes) -> Minutes:
    """The minutes, their long texts cut short as far as the bus asks for it: what was said stands in the reviews in full."""
    if _size(minutes) <= LARGEST:
        return minutes
    tried = minutes
    for longest in CUTS:
        tried = minutes.model_copy(update={"points": tuple(_cut(each, longest) for each in minutes.points)})
        if _size(tried) <= LARGEST:
            return tried
    bare = {"opinions": (), "signatures": (), "papers": (), "resolutions": ()}
    return tried.model_copy(update={"points": tuple(each.model_copy(update=bare) for each in tried.points)})


def _size(minutes: Minutes) -> int:
    return len(minutes.model_dump_json().encode())


def _cut(each: MinutesPoint, longest: int) -> MinutesPoint:
    said = {
        "subject": short(each.subject, longest),
        "conditions": _shorter(each.conditions, longest),
        "opinions": tuple(shortened(given, longest) for given in each.opinions),
        "resolutions": tuple(shorter(resolution, longest) for resolution in each.resolutions),
        "reason": short(each.reason, longest),
    }
    return each.model_copy(update=said)


def shorter(resolution: Resolution, longest: int) -> Resolution:
    """A resolution with its texts cut short."""
    said = {"act": short(resolution.act, longest), "done_when": short(resolution.done_when, longest)}
    return resolution.model_copy(update=said)


def shortened(given: GivenOpinion, longest: int) -> GivenOpinion:
    """An opinion with its texts cut short."""
    said = {
        "conditions": _shorter(given.conditions, longest),
        "ground": short(given.ground, longest),
        "mend": short(given.mend, longest),
    }
    return given.model_copy(update=said)


def _shorter(texts: Iterable[str], longest: int) -> tuple[str, ...]:
    return tuple(short(text, longest) for text in texts)


def short(text: str, longest: int) -> str:
    """The text, or its beginning and where the rest is."""
    return text if len(text) <= longest else text[:longest] + CUT
