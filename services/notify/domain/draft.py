"""A draft: what is to be told to whom and why, before a template puts it into words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Exact(str):
    """A number that must be told as it stands: masking what looks like a person's number in it would falsify it.

    A construction permit's number has 18 digits, as an identity-card number has.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """One notice to be written. `reason` is its business reason, `name` its template among the recipient's."""

    recipient: str
    name: str
    reason: str
    values: Mapping[str, object]
    former: bool = False
    """To the 经办人 who spoke for the applicant until the last change."""
    post: str = ""
    """Whose inbox it goes to, where `recipient` is only a way of speaking: the post that handles a complaint."""

    @property
    def template(self) -> str:
        """`<recipient>.<name>`"""
        return f"{self.recipient}.{self.name}"


def tell(recipient: str, name: str, reason: str = "", **values: object) -> Draft:
    """A draft; without a reason of its own its name is the reason, so that it is told once per case."""
    return Draft(recipient, name, reason or name, values)


class Words(NamedTuple):
    """A notice as it is read."""

    title: str
    text: str


class Voice(Protocol):
    """Who puts drafts into the words of a centre."""

    def words(self, centre: str, draft: Draft, common: Mapping[str, object]) -> Words:
        """Title and text, both whole. Errors: a PermanentError naming the template, never half a text."""
