"""What every statement in a jurisdiction carries: a frozen shape, and whether a document says it or we inferred it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from shared.regions import Level

Mark = Literal["sourced", "inferred"]


class Frozen(BaseModel):
    """A part of a jurisdiction. Unknown keys are a fault: a misspelt key must not be passed over in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class Marked(Frozen):
    """A statement with its 依据; to be checked with the local 实施清单 while the mark says inferred."""

    basis: str = Field(default="", description="Document and clause, in Chinese")
    mark: Mark = Field(default="inferred", description="sourced | inferred")


def _level(word: object) -> object:
    """`county` -> Level.COUNTY; what is no level is left for pydantic to refuse."""
    return Level.__members__.get(str(word).upper(), word)


LevelWord = Annotated[Level, BeforeValidator(_level)]
"""A level of government by its English name: state, region, city, county, township, village."""


def keyed(name: str) -> BeforeValidator:
    """For a mapping of keyed things: every thing learns its own key under `name`."""

    def learn(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {key: {**row, name: key} if isinstance(row, Mapping) else row for key, row in value.items()}

    return BeforeValidator(learn)
