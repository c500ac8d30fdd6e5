"""What a person writes of a case before and beside its own course: questions, appointments, guidance, complaints."""

from typing import Literal

from pydantic import Field

from deploy.local.rehearsal.review_script import LONGEST
from shared.contracts.appointment import TIME, AppointmentKind
from shared.contracts.base import Strict
from shared.contracts.complaint import ComplaintChannel, ComplaintKind, Finding


class ConsultationPlay(Strict):
    """A question that is answered, and then becomes the application."""

    question: str = Field(min_length=1, max_length=4000)
    refer: dict[str, str] = Field(
        default={}, max_length=20, description="Section or <region>.<department> that is asked -> its part; empty: silent"
    )
    answer: str = Field(min_length=1, max_length=8000, description="The (joint) answer")
    after: float = Field(default=1, ge=0, le=LONGEST, description="working days until it is answered")


class AppointmentPlay(Strict):
    """An agreed time."""

    kind: AppointmentKind = "window"
    days: int = Field(default=1, ge=0, le=30, description="working days from now")
    time: str = TIME
    reason: str = Field(default="", max_length=500, description="Needed at the door and outside hours")
    address: str = Field(default="", max_length=300, description="Needed at the door")
    missed: bool = Field(default=False, description="Nobody comes")


class SessionPlay(Strict):
    """One session of guidance."""

    how: Literal["window", "phone", "video", "door"] = "window"
    content: str = Field(min_length=1, max_length=4000, description="What is explained")
    advice: tuple[str, ...] = Field(default=(), max_length=100, description="What is to be prepared")
    after: float = Field(default=1, ge=0, le=LONGEST, description="working days until then")


class GuidancePlay(Strict):
    """事前辅导 or 远程指导 as a case of its own, from whose form the application is made."""

    service: Literal["coaching", "remote"]
    sessions: tuple[SessionPlay, ...] = Field(min_length=1, max_length=10)


class BeforePlay(Strict):
    """What comes before the application, in this order."""

    consultation: ConsultationPlay | None = None
    appointments: tuple[AppointmentPlay, ...] = Field(default=(), max_length=5)
    guidance: GuidancePlay | None = None

    @property
    def longest(self) -> float:
        """Working days between two signs of life."""
        waits = [float(play.days) + 2 for play in self.appointments]  # that it was missed is known a day later
        waits += [play.after for play in (self.guidance.sessions if self.guidance else ())]
        return max([*waits, self.consultation.after if self.consultation else 0])


class ComplaintPlay(Strict):
    """A complaint about the case, and how it is handled."""

    kind: ComplaintKind
    against: str = Field(min_length=1, max_length=80, description="agent, window, section_head, <region>.<department> …")
    channel: ComplaintChannel = "hotline"
    content: str = Field(min_length=1, max_length=4000)
    anonymous: bool = Field(default=False, description="Else it is the handler of the application who complains")
    finding: Finding = "upheld"
    answer: str = Field(min_length=1, max_length=4000)
    measures: tuple[str, ...] = Field(default=(), max_length=20, description="Needed where it is upheld, even in part")
    satisfied: bool = Field(default=True, description="What is said when asked again; nobody can ask an anonymous one")
    after: float = Field(default=1, ge=0, le=LONGEST, description="working days after the acceptance, then until the answer")
