"""What a centre's files say, as the domain asks for it."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.intake.domain.form import CHANNEL, DELIVERY, SERVICE, Rules
from shared.jurisdictions import Delivery, Jurisdictions, Offer


def rules_of(jurisdictions: Jurisdictions, centre: str, items: Iterable[int]) -> Rules:
    """The rules of the centre for a form with these items; items that it does not offer are passed over."""
    catalogue, place = jurisdictions.catalogue(centre), jurisdictions.centre(centre)
    chosen = [catalogue[number] for number in items if number in catalogue]
    return Rules(
        catalogue.keys(),
        {material.name for item in chosen for material in item.materials.values()},  # more may be brought than asked for
        [number for number, item in catalogue.items() if item.stage.code != "P"],
        stages={number: item.stage.code for number, item in catalogue.items()},
        offered={SERVICE: _names(place.services), CHANNEL: _names(place.channels), DELIVERY: _names(place.delivery)},
    )


def _names(offers: Mapping[Any, Offer | Delivery]) -> dict[str, str]:
    return {code: offer.name for code, offer in offers.items()}
