"""Reviews (会商) as they are called: by the rules, by the agent or by a meeting's agenda; what is left open the template says."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from services.routing.domain import summons
from services.routing.domain.agenda import Agenda
from services.routing.domain.decisions import CaseDecision
from services.routing.domain.review import Review
from services.routing.domain.reviewing import papers_of
from services.routing.domain.route import Route
from services.routing.domain.verdicts import ALL_PARTIES
from services.routing.parties import Parties, Seated, Wanted
from services.routing.seats import Seats
from shared.contracts.review_calls import AgendaPoint, CallReview, Paper, ReviewCall, ReviewKind
from shared.errors import Fault, Refused, refuse
from shared.jurisdictions import Jurisdictions, ReviewTemplate

UNKNOWN: Final = Fault(field="case_number", message="办件不存在，或与本中心无关", remedy="请核对办件编号，会商由所属中心提出")


class Convening:
    """Makes reviews of what is wanted. Whatever is refused is refused with every fault."""

    def __init__(self, jurisdictions: Jurisdictions, seats: Seats) -> None:
        self._jurisdictions = jurisdictions
        self._seats = seats

    def template(self, centre: str, kind: ReviewKind) -> ReviewTemplate:
        """How that centre holds that kind."""
        return self._jurisdictions.review(centre, kind)

    def parties(self, centre: str, route: Route | None = None, items: Iterable[int] = ()) -> Parties:
        """Who may take part there."""
        return Parties(self._jurisdictions, self._seats, centre, route, tuple(items))

    def by_rules(self, route: Route, decision: CaseDecision) -> Review | None:
        """The review that the rules ask for; None, too, where the law asks for no permit at all, or all of it is restricted:
        there is nothing to discuss. Errors: Refused, where they name a department that nobody has.
        """
        wanted = decision.joint_review
        parties = self.parties(route.centre, route)
        if wanted is None or not parties.all("mandatory", (ALL_PARTIES,)):
            return None
        led = wanted.convener == decision.lead_department
        convener = route.lead if led else next(iter(parties.all("convener", (wanted.convener,))), "")
        seated = parties.seats(convener, Wanted("", wanted.mandatory, wanted.advisory, wanted.observers or ()))
        if parties.faults:
            raise Refused(parties.faults)
        subject = f"请就“{route.project or route.applicant}”的审批安排集中研究，并就本部门事项提出意见"
        template = self.template(route.centre, wanted.kind)
        items = summons.accepted_items(route, ()) if template.dissent == "refuse" else ()
        return self._review(route, wanted.kind, "rules", subject, seated, items, papers_of(route))

    def by_order(self, route: Route, order: CallReview, request: str, now: datetime) -> Review:
        """The review that a centre's agent asks for. Errors: Refused."""
        template = self.template(route.centre, order.kind)
        faults = [*summons.of_time(order.at, now)]
        items = _about(route, template, order.items, faults)
        papers = summons.papers(route, order, items, faults)
        parties = self.parties(route.centre, route, items)
        wanted = Wanted(order.convener, order.mandatory, order.advisory, order.observers)
        seated = parties.seated(wanted, template)
        faults += parties.faults
        if faults:
            raise Refused(faults)
        review = self._review(route, order.kind, "agent", order.subject, seated, items, papers)
        more = {
            "questions": order.questions,
            "needed": order.needed,
            "limit_days": order.limit_days,
            "form": order.form,
            "at": order.at,
            "place": order.place,
            "called_by": order.signed_by,
        }
        return review.but(call=review.call.model_copy(update=more), request=request)

    def faults_without_case(self, centre: str, order: CallReview, now: datetime) -> list[Fault]:
        """What is wrong with an order about a case that the centre does not have, as far as that can be told."""
        parties = self.parties(centre)
        for field in ("mandatory", "advisory", "observers"):
            parties.all(field, (code for code in getattr(order, field) if code != ALL_PARTIES))
        return [UNKNOWN, *summons.of_time(order.at, now), *parties.faults]

    def by_agenda(self, route: Route, agenda: Agenda, point: AgendaPoint) -> Review:
        """The review of one case of a meeting's agenda. Errors: Refused, where it can't be held any more."""
        if route.centre != agenda.centre:
            raise refuse(UNKNOWN.field, UNKNOWN.message, UNKNOWN.remedy)
        template = self.template(route.centre, agenda.template)
        faults: list[Fault] = []
        items = _about(route, template, point.items, faults)
        parties = self.parties(route.centre, route, items)
        seated = parties.seated(Wanted(mandatory=point.mandatory), template)._replace(convener=agenda.convener)
        faults += [fault for fault in parties.faults if fault.field != "convener"]  # the meeting has one convener for all
        if faults:
            raise Refused(faults)
        papers = papers_of(route, items)
        review = self._review(route, agenda.template, "meeting", point.subject, seated, items, papers)
        more = {
            "limit_days": agenda.limit_days,
            "form": agenda.form,
            "at": agenda.at,
            "place": agenda.place,
            "called_by": agenda.called_by,
            "meeting_id": agenda.id,
        }
        return review.but(call=review.call.model_copy(update=more))

    def _review(
        self,
        route: Route,
        kind: ReviewKind,
        cause: str,
        subject: str,
        seated: Seated,
        items: tuple[int, ...],
        papers: tuple[Paper, ...],
    ) -> Review:
        template = self.template(route.centre, kind)
        call = ReviewCall(
            review_id=route.next_review(),
            kind=template.name,
            template=kind,
            cause=cause,
            subject=subject,
            convener=seated.convener,
            mandatory=seated.mandatory,
            advisory=seated.advisory,
            observers=seated.observers,
            items=items,
            papers=papers,
        )
        days = template.opinion_working_days or self._jurisdictions.centre(route.centre).settings.opinion_working_days
        return Review(call=call, all_or_nothing=template.dissent == "refuse", days=days.value)


def _about(route: Route, template: ReviewTemplate, items: tuple[int, ...], faults: list[Fault]) -> tuple[int, ...]:
    """The items that it is about; what speaks against them, or against any review of the case, is added to `faults`."""
    found = [*summons.of_case(route), *summons.of_items(route, items)]
    if template.dissent == "refuse":
        items = summons.accepted_items(route, items)
        found += [] if found else summons.of_acceptance(route, items)
    faults += found
    return items
