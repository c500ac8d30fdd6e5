"""What the report of a rehearsal says of joint reviews and of meetings over many cases; only add to it."""

from pydantic import Field

from deploy.local.rehearsal.part import Part


class Voice(Part):
    """One department's opinion in a joint review."""

    department: str = Field(description="<region>.<department>")
    role: str = Field(description="mandatory | advisory")
    opinion: str = Field(description="agree | conditional | object | not_concerned | silent")


class SeatLine(Part):
    """One participant, and all that it said."""

    department: str = Field(description="<region>.<department>")
    role: str = Field(description="mandatory | advisory | observer")
    signer: bool = False
    attended: bool | None = Field(default=None, description="false: it has apologised; null: it said nothing of it")
    delegate: str = Field(default="", description="The post that came in its name")
    opinion: str | None = Field(default=None, description="The one that counts; null: none")
    conditions: tuple[str, ...] = ()
    ground: str = ""
    edition: int = Field(default=0, description="Edition of the papers that the opinion rests on")
    before: tuple[str, ...] = Field(default=(), description="Opinions that count no more, the oldest first")


class SignatureLine(Part):
    """One signature under the text that counts."""

    department: str = Field(description="<region>.<department>")
    by: str = Field(default="", description="The post; empty: deemed, after the limit")
    deemed: bool = False
    text: int


class ResolutionLine(Part):
    """One thing that a review laid down."""

    owner: str = Field(description="<region>.<department>")
    act: str
    due: str
    state: str = Field(description="drafted | open | done | dropped")
    overdue: bool
    evidence: str


class ReviewLine(Part):
    """One joint review (会商)."""

    review: str
    kind: str
    cause: str = Field(description="rules | objection | agent | meeting")
    convener: str
    outcome: str | None = Field(description="agreed | conditional | objected | deadlocked; null while it is open")
    conditions: tuple[str, ...]
    opinions: tuple[Voice, ...]
    concluded: str | None
    state: str = Field(default="", description="proposed | gathering | … | concluded | deadlocked | cancelled")
    form: str = Field(default="", description="meeting | video | circulation")
    at: str | None = None
    place: str = ""
    editions: int = Field(default=0, description="Editions of the papers so far; 0: there were none")
    rounds: int = Field(default=0, description="Rounds of discussion")
    participants: tuple[SeatLine, ...] = ()
    signatures: tuple[SignatureLine, ...] = ()
    resolutions: tuple[ResolutionLine, ...] = ()
    minutes: str | None = Field(default=None, description="纪要编号; empty: kept unsigned; null: none")
    reason: str = Field(default="", description="Why there is no conclusion, what the convener decided by, why it was cancelled")
    closed: bool = False
    meeting: str | None = Field(default=None, description="会议编号, where it was on an agenda")


class MeetingLine(Part):
    """A meeting over many cases, on whose agenda this one was."""

    meeting: str
    kind: str
    subject: str
    convener: str
    form: str
    at: str | None
    place: str
    state: str
    points: int = Field(description="Points on its agenda")
    outcomes: dict[str, int] = Field(description="How often each outcome came; open: not yet")
    point: int = Field(description="Number of this case on the agenda")
    outcome: str = Field(description="Of this case; empty while it is open")
    minutes: str | None = Field(description="纪要编号 of the whole meeting; empty: kept unsigned; null: none yet")
