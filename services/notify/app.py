"""The wiring of notify."""

from collections.abc import Callable
from functools import cache

from services.notify.domain.correspondence import Correspondence
from services.notify.domain.desk import UNNAMED, Desk
from services.notify.handlers import Handlers
from services.notify.post import Post
from services.notify.smtp import carrier_of
from services.notify.templates import Templates
from services.notify.use_cases import UseCases
from shared.errors import PermanentError
from shared.jurisdictions import Jurisdictions
from shared.rounds import Kind, attend
from shared.service import Parts
from shared.store import MongoAggregates


async def wire(parts: Parts) -> None:
    """Put notify together on the given parts. Errors: TemplatesFaulty, Refused (SMTP_URL)."""
    carrier = carrier_of(parts.settings.smtp_url, parts.settings.smtp_sender)
    cases = MongoAggregates(parts.database["correspondence"], Correspondence, parts.outbox, "notify", parts.clock)
    await cases.prepare()
    post = Post(cases, carrier, parts.clock)
    parts.closing.append(post.close)
    desks = desks_of(parts.jurisdictions, mails=carrier is not None)
    use_cases = UseCases(cases, desks, Templates.load(parts.settings.jurisdictions), post)
    Handlers(use_cases).connect(parts.bus)
    await attend(parts, "notify", Kind(cases))


def desks_of(jurisdictions: Jurisdictions, *, mails: bool) -> Callable[[str], Desk]:
    """What notices need to know of a centre, by its code. Errors: CentreUnknown."""

    def party(address: str) -> str:
        region, _, code = address.partition(".")
        try:
            return jurisdictions.department(region, code).name
        except PermanentError:  # it sits where no table of this machine reaches
            return UNNAMED

    @cache
    def desk(code: str) -> Desk:
        centre, items = jurisdictions.centre(code), jurisdictions.catalogue(code).values()
        return Desk(
            name=centre.name,
            names={item.number: item.name for item in items},
            restricted=frozenset(item.number for item in items if item.restricted),
            longest={
                (item.number, step.name): step.at_most for item in items for step in item.special_steps.values() if step.at_most
            },
            calendar=centre.calendar,
            mails=mails,
            light_recipients=centre.settings.light_recipients.value.model_dump(),
            rectify_days=centre.settings.rectify_working_days.value,
            party=party,
        )

    return desk
