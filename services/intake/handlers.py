"""Messages in, use cases out: one awaited line each."""

from typing import Any

from services.intake.acts import ACTS
from services.intake.applications import raw
from services.intake.cards import check
from services.intake.cards import shown as card_shown
from services.intake.domain.raw_form import text
from services.intake.search import CaseCards
from services.intake.shown import account, deadlines, receipt
from services.intake.use_cases import UseCases
from shared.bus import Bus, Received, asked
from shared.bus.connection import Operation
from shared.contracts import intake as say
from shared.contracts.base import Event
from shared.contracts.duties import ClockQuery
from shared.contracts.evaluation import Evaluate
from shared.contracts.mandate import Absence, ChangeAgent
from shared.contracts.materials import MakePromise
from shared.contracts.routing import RoutingEvent
from shared.errors import Refused

DOERS = ("agent", "signed_by", "by", "who", "evaluator")
"""Fields of orders that say who acts; where none is filled in it is the window."""


class Handlers:
    """The handlers of case files."""

    def __init__(self, use_cases: UseCases, cards: CaseCards) -> None:
        self._use = use_cases
        self._cards = cards
        self.operations: dict[str, Operation] = {
            "submit": self.submit,
            "apply": self.apply,
            "sign": self.sign,
            "promise": self.promise,
            "add-items": self.add_items,
            "change-agent": self.change_agent,
            "absence": self.absence,
            "evaluate": self.evaluate,
            **{operation: self._acting(operation) for operation in ACTS},
            "case": self.case,
            "cases": self.cases,
            "clock": self.clock,
        }

    def connect(self, bus: Bus) -> None:
        """Hear and serve everything about case files."""
        bus.hear("intake-on-route-news", self.on_route_news)
        for operation in self.operations:
            bus.serve("intake", operation, self.served(operation))

    def served(self, operation: str) -> Operation:
        """An operation as it is served: with every refusal on record."""
        return self._recorded(operation, self.operations[operation])

    def _recorded(self, operation: str, handler: Operation) -> Operation:
        """The operation with every refusal on record with the case that it names."""

        async def handle(message: Received) -> Any:
            try:
                return await handler(message)
            except Refused as refused:
                said = raw(message.body)
                who = next((text(said.get(field)) for field in DOERS if said.get(field)), "")
                if number := text(said.get("case_number")):
                    await self._use.note(message.subject.region, number, who or "window", operation, refused)
                raise

        return handle

    def _acting(self, operation: str) -> Operation:
        """svc.<centre>.intake.<operation> of `ACTS`"""

        async def handle(message: Received) -> dict[str, Any]:
            order = asked(ACTS[operation].order, message.body)
            number = order.case_number  # type: ignore[attr-defined]  # every order of an act names its case
            return receipt(await self._use.act(message.subject.region, operation, number, order, message.cause))

        return handle

    async def on_route_news(self, message: Received) -> None:
        """evt.*.routing.…"""
        news: Event = message.event()
        if isinstance(news, RoutingEvent):
            await self._use.hear(message.case, message.subject.region, news, message.sequence, message.cause)

    async def submit(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.submit"""
        return receipt(await self._use.submit(message.subject.region, message.body, message.cause))

    async def apply(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.apply"""
        return receipt(await self._use.apply(message.subject.region, asked(say.ApplyAgain, message.body), message.cause))

    async def sign(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.sign"""
        return receipt(await self._use.sign(message.subject.region, asked(say.SignDocument, message.body), message.cause))

    async def promise(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.promise"""
        return receipt(await self._use.promise(message.subject.region, asked(MakePromise, message.body), message.cause))

    async def add_items(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.add-items"""
        return receipt(await self._use.add_items(message.subject.region, asked(say.AddItems, message.body), message.cause))

    async def change_agent(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.change-agent"""
        return receipt(await self._use.change_agent(message.subject.region, asked(ChangeAgent, message.body), message.cause))

    async def absence(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.absence"""
        changed = await self._use.absence(message.subject.region, asked(Absence, message.body), message.cause)
        return {"changed": [receipt(case) for case in changed]}

    async def evaluate(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.evaluate"""
        return receipt(await self._use.evaluate(message.subject.region, asked(Evaluate, message.body), message.cause))

    async def case(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.case"""
        case = await self._use.case(message.subject.region, asked(say.CaseQuery, message.body).case_number)
        return account(case, await self._use.refused_of(case))

    async def cases(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.cases"""
        query = asked(say.CasesQuery, message.body)
        check(query)
        found = [card_shown(card) for card in await self._cards.find(message.subject.region, query)]
        return {"cases": found, "after": found[-1]["case_number"] if len(found) == query.limit else None}

    async def clock(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.clock"""
        case = await self._use.case(message.subject.region, asked(ClockQuery, message.body).case_number)
        return {"deadlines": [told.model_dump(mode="json") for told in deadlines(case, self._use.moment(case.centre))]}
