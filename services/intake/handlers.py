"""Messages in, use cases out: one awaited line each."""

from typing import Any

from services.intake.domain.case import Case
from services.intake.uploads import Uploads
from services.intake.use_cases import UseCases
from shared.bus import Bus, Received, asked
from shared.contracts import intake as say
from shared.contracts.routing import RoutingEvent
from shared.identifiers import mask_id_number, mask_telephone


class Handlers:
    """The handlers of intake."""

    def __init__(self, use_cases: UseCases, uploads: Uploads) -> None:
        self._use = use_cases
        self._uploads = uploads

    def connect(self, bus: Bus) -> None:
        """Hear and serve everything that intake is there for."""
        bus.hear("intake-on-route-news", self.on_route_news)
        operations = {
            "submit": self.submit,
            "sign": self.sign,
            "supplement": self.supplement,
            "add-items": self.add_items,
            "deliver": self.deliver,
            "confirm-receipt": self.confirm_receipt,
            "attach-open": self.attach_open,
            "attach-chunk": self.attach_chunk,
            "attach-close": self.attach_close,
            "case": self.case,
            "cases": self.cases,
        }
        for operation, handler in operations.items():
            bus.serve("intake", operation, handler)

    async def on_route_news(self, message: Received) -> None:
        """evt.*.routing.…"""
        news = message.event()
        if isinstance(news, RoutingEvent):
            await self._use.hear(message.case, news, message.cause)

    async def submit(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.submit"""
        return receipt(await self._use.submit(message.subject.region, message.body, message.cause))

    async def sign(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.sign"""
        return receipt(await self._use.sign(message.subject.region, asked(say.SignDocument, message.body), message.cause))

    async def supplement(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.supplement"""
        order = asked(say.SupplementMaterials, message.body)
        return receipt(await self._use.supplement(message.subject.region, order, message.cause))

    async def add_items(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.add-items"""
        return receipt(await self._use.add_items(message.subject.region, asked(say.AddItems, message.body), message.cause))

    async def deliver(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.deliver"""
        return receipt(await self._use.deliver(message.subject.region, asked(say.DeliverResults, message.body), message.cause))

    async def confirm_receipt(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.confirm-receipt"""
        order = asked(say.ConfirmReceipt, message.body)
        return receipt(await self._use.confirm_receipt(message.subject.region, order, message.cause))

    async def attach_open(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.attach-open"""
        order = asked(say.AttachFile, message.body)
        limit = await self._use.file_limit(message.subject.region, order.case_number, order.item)
        upload = await self._uploads.open(message.subject.region, order, limit, message.cause)
        return {"upload_id": upload.upload_id, "chunk_size": upload.chunk_size}

    async def attach_chunk(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.attach-chunk"""
        await self._uploads.write(message.subject.region, asked(say.AttachChunk, message.body))
        return {}

    async def attach_close(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.attach-close"""
        order = asked(say.AttachClose, message.body)
        announced, file = await self._uploads.close(message.subject.region, order.upload_id)
        case = await self._use.attach(message.subject.region, announced.case_number, file, announced.item, message.cause)
        return receipt(case) | {"file_id": file.file_id, "sha256": file.sha256}

    async def case(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.case"""
        case = await self._use.case(message.subject.region, asked(say.CaseQuery, message.body).case_number)
        return receipt(case) | {
            "application": shown(case),
            "results": [result.model_dump(mode="json") for result in case.results],
        }

    async def cases(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.cases"""
        found = await self._use.cases(message.subject.region, asked(say.CasesQuery, message.body))
        return {"cases": [receipt(case) for case in found]}


def receipt(case: Case) -> dict[str, Any]:
    """What the window tells after every act: where the case stands and what comes next."""
    return {
        "case_number": case.id,
        "centre": case.centre,
        "state": case.state,
        "state_name": case.state.label,
        "next": case.state.next_step,
        "applicant": case.application.applicant.name,
        "project": case.application.project.name if case.application.project else None,
        "items": list(case.application.items),
        "agent": case.agent.model_dump(),
        "missing": [lack.model_dump() for lack in case.missing],
        "corrections": {item: list(points) for item, points in case.corrections.items()},
        "lead_department": case.lead_department_name,
        "submitted_at": case.submitted_at,
        "accepted_at": case.accepted_at,
        "completed_at": case.completed_at,
    }


def shown(case: Case) -> dict[str, Any]:
    """The application for a screen: numbers of persons masked."""
    form: dict[str, Any] = case.application.model_dump(mode="json")
    applicant, handler = form["applicant"], form["applicant"]["handler"]
    for holder in (applicant, handler):
        if holder.get("id_number"):
            holder["id_number"] = mask_id_number(holder["id_number"])
    handler["phone"] = mask_telephone(handler["phone"])
    return form
