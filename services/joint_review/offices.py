"""What counts at a centre: its clock, the rules of its reviews, the names of departments."""

from typing import Final, NamedTuple, Protocol, get_args

from services.joint_review.domain.rules import Rules, quorum_of
from shared.clock import Term, Times
from shared.contracts.joint_review import ReviewTerms
from shared.contracts.review_calls import MeetingCalled, ReviewCall, ReviewKind
from shared.errors import PermanentError
from shared.jurisdictions import Jurisdictions, ReviewTemplate
from shared.jurisdictions.centre import Settings
from shared.regions import Level, at_level, is_region_code

MEANS: Final = {"consent": "consent", "escalate": "objection"}
"""What a centre says of silence -> what it means in a review."""
WHAT: Final = {
    "convene": "召集会商",
    "papers": "补齐会商材料",
    "opinion": "提出会商意见",
    "discussion": "讨论后再次提出意见",
    "decide": "作出会商结论",
    "sign": "会签",
    "minutes": "签发会议纪要",
}


class Offices(Protocol):
    """What the use cases ask of places."""

    def times(self, centre: str) -> Times:
        """The clock of a centre."""

    def rules(self, centre: str, call: ReviewCall | MeetingCalled) -> Rules:
        """The rules that a review, or the topics of a meeting, are held by. Errors: KindUnknown."""

    def name(self, party: str) -> str | None:
        """Name of `<region>.<department>`; None: there is none."""

    def joinable(self, centre: str, party: str) -> str | None:
        """Name of a department that may be added to a review of this centre; None: there is none, or it is out of reach."""


class KindUnknown(PermanentError):
    """A call of a kind that the centre does not know; the message says which."""


class Says(NamedTuple):
    """What a call says otherwise than its template."""

    limit_days: int | None
    silence: str | None
    rounds: int | None
    mandatory: int

    @classmethod
    def of(cls, call: ReviewCall | MeetingCalled) -> "Says":
        """Of a meeting, only the limit: who takes part is said of each point."""
        if isinstance(call, MeetingCalled):
            return cls(call.limit_days, None, None, 0)
        return cls(call.limit_days, call.silence, call.rounds, len(set(call.mandatory)))


class CentreOffices:
    """Offices as the jurisdictions say."""

    def __init__(self, jurisdictions: Jurisdictions) -> None:
        self._jurisdictions = jurisdictions

    def times(self, centre: str) -> Times:
        """See Offices."""
        found = self._jurisdictions.centre(centre)
        return Times(found.calendar, found.hours.opens, found.hours.closes, found.settings.yellow_at.value)

    def rules(self, centre: str, call: ReviewCall | MeetingCalled) -> Rules:
        """See Offices."""
        kind = call.template or self._called(centre, call.kind)
        template = self._jurisdictions.review(centre, kind)
        return rules_of(kind, template, self._jurisdictions.centre(centre).settings, Says.of(call))

    def _called(self, centre: str, name: str) -> ReviewKind:
        """An older call names its kind in Chinese only."""
        for kind in get_args(ReviewKind):
            if self._jurisdictions.review(centre, kind).name == name:
                found: ReviewKind = kind
                return found
        raise KindUnknown(f"{centre} has no kind of review {name!r}: correct the call, or name it in reviews.yaml")

    def name(self, party: str) -> str | None:
        """See Offices."""
        region, _, code = party.partition(".")
        if not is_region_code(region):
            return None
        found = self._jurisdictions.departments(region).get(code)
        return found.name if found else None

    def joinable(self, centre: str, party: str) -> str | None:
        """See Offices. Within reach is whose centre is on the bus and in the same province, as for a hand-over."""
        place = party.partition(".")[0]
        if not is_region_code(place) or not self._jurisdictions.on_bus(place):
            return None
        return self.name(party) if at_level(place, Level.REGION) == at_level(centre, Level.REGION) else None


def rules_of(kind: ReviewKind, template: ReviewTemplate, settings: Settings, says: Says) -> Rules:
    """The rules of one review: its place's template and settings, and what its call says otherwise."""
    opinion = _opinion(template, settings, says)
    silence = says.silence or MEANS[(template.silence or settings.opinion_silence).value]
    terms = ReviewTerms.model_validate(
        {
            "template": kind,
            "form": template.form,
            "silence": silence,
            "conclusion": template.conclusion,
            "dissent": template.dissent,
            "quorum": quorum_of(says.mandatory, template.quorum_percent.value),
            "rounds": template.rounds.value if says.rounds is None else says.rounds,
            "signing": template.signing,
            "minutes": template.minutes,
            "opinion_days": opinion.days,
            "basis": template.basis,
            "mark": template.mark,
        }
    )
    limits = {name: getattr(template, f"{name}_working_days").term(what) for name, what in WHAT.items() if name != "opinion"}
    at_once = template.convening == "at_once"
    named = {"name": template.name, "outcome": template.outcome, "quorum_percent": template.quorum_percent.value}
    return Rules.model_validate({**named, "at_once": at_once, "terms": terms, "opinion": opinion, **limits})


def _opinion(template: ReviewTemplate, settings: Settings, says: Says) -> Term:
    what = WHAT["opinion"]
    if says.limit_days is None:
        return (template.opinion_working_days or settings.opinion_working_days).term(what)
    return Term(what=what, days=says.limit_days, unit="working", basis="会商通知", mark="inferred")
