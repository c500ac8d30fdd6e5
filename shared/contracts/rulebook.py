"""The life of a rulebook: what routing can be asked to do with one, and how its replicas tell each other.

Requests go to `svc.<region>.routing.rules.<verb>`; whose layer is meant is what the subject says.
"""

from typing import Literal

from pydantic import Field

from shared.contracts.base import Contract, Strict

DRAFT = Field(pattern=r"^\d{6,12}@[0-9a-f]{12}$", description="<region>@<hash of its text>")
BY = Field(min_length=2, max_length=60, description="The post that answers for it, never a person's name")
WHY = Field(min_length=4, max_length=1000, description="Why, for the record")
TO = Field(pattern=r"^(all|\d{6,12})$", description="A centre, or all that inherit the layer")


class DraftRules(Strict):
    """Submit the text of a region's rulebook.yaml; the same text again is the same draft."""

    text: str = Field(min_length=1, max_length=400_000, description="The whole file, YAML")
    by: str = BY
    why: str = WHY


class CheckRules(Strict):
    """Check a draft again, against the rules as they are now."""

    draft: str = DRAFT
    by: str = BY


class CompareRules(Strict):
    """One page of a comparison with past cases, in the order of their numbers."""

    draft: str = DRAFT
    after: str = Field(default="", max_length=40, description="`next` of the page before; empty: from the start")
    lines: bool = Field(default=True, description="Case by case; false: the sums only")


class RehearseRules(Strict):
    """Go on with the comparison whose sums are kept with the draft; ask again until it says `finished`."""

    draft: str = DRAFT
    by: str = BY


class PublishRules(Strict):
    """Let centres decide new cases by a draft: one centre first, then all."""

    draft: str = DRAFT
    to: str = TO
    by: str = BY
    why: str = WHY


class RollBackRules(Strict):
    """Let centres go back to the edition before."""

    to: str = TO
    by: str = BY
    why: str = WHY


class RetireRules(Strict):
    """A draft that must not be used again."""

    draft: str = DRAFT
    by: str = BY
    why: str = WHY


class RulesQuery(Strict):
    """svc.<region>.routing.rules.versions and .history"""

    draft: str | None = Field(default=None, description="Only of this draft")


class ExplainRules(Strict):
    """svc.<centre>.routing.rules.explain"""

    case_number: str = Field(description="办件编号")
    item: int | None = Field(default=None, ge=1, description="事项序号; null: the case and all its items")


class RulesChanged(Contract):
    """`rule.<region>.changed`: centres run other rules from now on. Every replica of routing answers with its report."""

    centres: tuple[str, ...] = Field(description="Whose rules changed")


class ReplicaReport(Contract):
    """Which rules one replica runs."""

    replica: str = Field(description="Id of the process, new at each start")
    host: str = Field(description="Name of its machine")
    pid: int = Field(description="Its process there")
    at: str = Field(description="ISO 8601 with zone, real time")
    running: dict[str, str] = Field(description="centre -> version")
    kept: dict[str, str] = Field(default={}, description="centre -> why it stayed with the last good version")
    answered: Literal["yes", "no"] = Field(default="yes", description="no: silent within the time given, so not known")
