"""The parts of a complaint: who acts on it, what it came to, what happened to it; and what its query code leaves behind."""

from hashlib import sha256
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ConfigDict

from shared.contracts import complaint as say
from shared.duties import Lit
from shared.errors import Refused, refuse

COMPLAINANT: Final = "complainant"


class NotFound(Refused):
    """There is no such complaint for whoever asks: what may not be seen is told like what does not exist."""

    def __init__(self) -> None:
        remedy = "请核对投诉编号和查询码；被投诉的岗位和代办员、窗口无权查看投诉"
        super().__init__(refuse("complaint_number", "没有这件投诉，或无权查看", remedy).faults)


class Actor(NamedTuple):
    """Who wants something with a complaint."""

    post: str
    """A post (of another region with its region), or complainant."""
    region: str
    """Region of the desk at which the order was given, or of the complaint for the complainant."""
    code: str = ""
    """Query code, of the complainant."""


class Answer(BaseModel):
    """What an investigation came to."""

    model_config = ConfigDict(frozen=True)

    finding: say.Finding
    text: str
    measures: tuple[str, ...] = ()
    by: str
    at: str


class Entry(BaseModel):
    """One line of what happened."""

    model_config = ConfigDict(frozen=True)

    at: str
    by: str
    act: str
    note: str = ""


def digest(number: str, code: str) -> str:
    """What is kept of a query code: as good as the code for checking it, of no use for finding it."""
    return sha256(f"{number}/{code.strip().upper()}".encode()).hexdigest()


def told(lit: Lit, head: dict[str, Any]) -> say.ComplaintLit:
    """A light as a fact; `head` is what every fact of the complaint says."""
    duty = lit.duty
    return say.ComplaintLit.model_validate(
        head
        | {
            "act": duty.act,
            "what": duty.term.what,
            "actors": duty.actors,
            "light": lit.colour,
            "due": duty.due.isoformat(),
            "basis": duty.term.basis,
            "times_asked": duty.times_asked,
        }
    )
