"""Applications against what the centre's files say: read with every fault, and the materials they have to bring."""

from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from services.intake.domain.addition import enlarged
from services.intake.domain.form import Rules, form_faults, normalised
from services.intake.domain.materials import Asked, Checklist, Ledger, Listed, ledger, visible_name
from services.intake.domain.promising import Allowed
from services.intake.domain.raw_form import numbers
from services.intake.offers import rules_of
from shared.bus.envelope import faults_of
from shared.clock import Clock
from shared.contracts.application import Application
from shared.contracts.intake import AddItems
from shared.errors import Refused, refuse
from shared.jurisdictions import Jurisdictions


class Applications:
    """Reads applications, and knows what the catalogue asks of them."""

    def __init__(self, jurisdictions: Jurisdictions, clock: Clock) -> None:
        self._jurisdictions = jurisdictions
        self._clock = clock

    def read(self, centre: str, body: bytes) -> Application:
        """The application, or every fault of it: of shape and of content together. Errors: Refused."""
        if not self._jurisdictions.on_bus(centre):
            raise refuse("centre", f"没有代码为 {centre} 的政务服务中心", "请核对中心的行政区划代码")
        faults = []
        try:
            application = Application.model_validate_json(body)
            form = application.model_dump(mode="json")  # as it was understood: an item that was written "5" is 5 here
        except ValidationError as error:
            faults = faults_of(error)
            form = raw(body)
        faults += form_faults(form, centre, self._rules(centre, form), self._clock.now().date())
        if faults:
            raise Refused(faults)
        return normalised(application)

    def ledger(self, application: Application, at: str) -> Ledger:
        """The list of materials, with what was brought."""
        return ledger(self._checklist(application), application.materials, application.originals, at)

    def enlarged(self, application: Application, order: AddItems, at: str) -> tuple[Application, Ledger]:
        """The application with the added items, and the materials of those. Errors: Refused, with every fault."""
        offered = self._jurisdictions.catalogue(application.centre)
        items = dict.fromkeys((*application.items, *(item for item in order.items if item in offered)))
        together = application.model_copy(update={"items": tuple(items)})
        rules = self._rules(application.centre, {"items": list(items)})
        before, after = self._checklist(application), self._checklist(together)
        made = enlarged(application, order, rules, before, after)
        added = {item: listed for item, listed in after.items() if item not in before}
        return made, ledger(added, "all", application.originals, at)

    def promises(self, centre: str, number: int) -> Allowed:
        """What may be promised for an item."""
        item = self._jurisdictions.catalogue(centre).get(number)
        if item is None:
            return Allowed(instant=False, commitment=False, longest=None)
        return Allowed(item.instant, item.commitment.allowed, item.promised or item.legal)

    def _rules(self, centre: str, form: dict[str, Any]) -> Rules:
        return rules_of(self._jurisdictions, centre, numbers(form.get("items")))

    def _checklist(self, application: Application) -> Checklist:
        """What must be brought; an item that the catalogue has dropped since asks for nothing any more."""
        catalogue = self._jurisdictions.catalogue(application.centre)
        items = [catalogue[number] for number in application.items if number in catalogue]
        return {
            item.number: Listed(
                visible_name(item.name, restricted=item.restricted),
                [Asked(material.name, material.how_to, material.main) for material in item.asked(application.items)],
            )
            for item in items
        }


def raw(body: bytes) -> dict[str, Any]:
    """What was sent, as far as it is an object at all."""
    try:
        form = from_json(body)
    except ValueError:
        return {}
    return form if isinstance(form, dict) else {}
