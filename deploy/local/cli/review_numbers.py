"""What people name a review by: 会商编号 <办件编号>/R<n>, 会议编号, or the number of the case."""

import re
from typing import NamedTuple

from deploy.local.cli import session
from shared.errors import refuse
from shared.identifiers import is_record_number, normalise_record_number, parse_record_number

SHAPE = re.compile(r"([^/]+)(?:/R(\d{1,4}))?(?:/A(\d{1,4}))?", re.ASCII | re.IGNORECASE)


class Named(NamedTuple):
    """What was named: the centre that keeps it, the case or meeting, the review in it (empty: none), and it as it is stored."""

    centre: str
    file: str
    review: str
    resolution: str = ""


def named_review(text: str, *, whole: bool = True) -> Named:
    """A review; with `whole` a case or a meeting too. Errors: Refused."""
    shaped = SHAPE.fullmatch(text.strip())
    if not shaped or shaped[3] or not (shaped[2] or whole):
        raise refuse("会商编号", f"“{text[:60]}”不是会商编号", "会商编号形如 <办件编号>/R1，见 daiban review show 办件编号")
    centre, file = _file(shaped[1])
    return Named(centre, file, f"{file}/R{shaped[2]}" if shaped[2] else "")


def named_resolution(text: str) -> Named:
    """A resolution of a review. Errors: Refused."""
    shaped = SHAPE.fullmatch(text.strip())
    if not shaped or not (shaped[2] and shaped[3]):
        raise refuse("议定事项编号", f"“{text[:60]}”不是议定事项编号", "编号形如 <办件编号>/R1/A1，见 daiban department tasks")
    centre, file = _file(shaped[1])
    review = f"{file}/R{shaped[2]}"
    return Named(centre, file, review, f"{review}/A{shaped[3]}")


def named_meeting(text: str) -> Named:
    """A meeting over many cases. Errors: Refused."""
    if not is_record_number(text, "H"):
        raise refuse("会议编号", f"“{text[:60]}”不是会议编号", "形如 150622-H20260302-000001，见 daiban meeting list 中心")
    centre, file = _file(text)
    return Named(centre, file, "")


def _file(text: str) -> tuple[str, str]:
    """The centre that keeps a case or a meeting, and its number as it is stored. Errors: Refused."""
    if is_record_number(text, "H"):
        return parse_record_number(text, "H").centre, normalise_record_number(text)
    return session.case_of(text)
