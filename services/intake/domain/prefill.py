"""The application form, filled in from a consultation: nothing that was said is typed again."""

from collections.abc import Mapping
from typing import Any

from services.intake.domain.consultation import Consultation


def prefilled(consultation: Consultation, besides: Mapping[str, Any]) -> dict[str, Any]:
    """The form as far as it is known, with `besides` laid over it, mapping by mapping; the link to the consultation stays."""
    return {**_laid(_known(consultation), besides), "consultation": consultation.id}


def _known(consultation: Consultation) -> dict[str, Any]:
    asker = consultation.asker
    applicant = {
        "kind": asker.kind,
        "name": asker.unit or asker.name,
        "uscc": asker.uscc,
        "address": asker.address,
        "handler": _given({"name": asker.name, "phone": asker.phone, "email": asker.email}),
    }
    form = {
        "centre": consultation.centre,
        "channel": consultation.channel,
        "applicant": _given(applicant),
        "project": consultation.project and consultation.project.model_dump(mode="json", exclude_defaults=True),
        "items": list(consultation.items),
    }
    return _given(form)


def _given(part: Mapping[str, Any]) -> dict[str, Any]:
    """What was said; what was not is left out, so that the form tells it as missing."""
    return {name: value for name, value in part.items() if value not in (None, [], {})}


def _laid(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    deeper = {
        name: _laid(below[name], value)
        for name, value in above.items()
        if isinstance(value, Mapping) and isinstance(below.get(name), Mapping)
    }
    return {**below, **above, **deeper}
