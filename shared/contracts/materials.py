"""What intake says and can be asked of materials: check, receipt and return, deficiencies, 容缺受理, 告知承诺."""

from datetime import date
from typing import Literal

from pydantic import Field

from shared.contracts.base import Contract, Strict
from shared.contracts.intake import CASE, IntakeEvent, Missing, Promise, SignedOrder


class Point(Contract):
    """A material that is there but not in order, with how to mend it."""

    item: int = Field(description="事项序号")
    material: str = Field(min_length=1, max_length=200, description="材料名称")
    fault: str = Field(min_length=1, max_length=500, description="What is wrong with it, in Chinese")
    how_to: str = Field(default="", max_length=500, description="补正途径或方法; default: the catalogue's")


class MaterialHeld(Contract):
    """One material of the checklist as it stands."""

    item: int = Field(description="事项序号")
    item_name: str = Field(description="事项名称")
    material: str = Field(description="材料名称")
    main: bool = Field(description="主件: may not be missing; else 次要材料")
    state: Literal["missing", "faulty", "received", "promised", "returned", "deemed"] = Field(
        description="missing 缺 | faulty 不符 | received 已收 | promised 容缺、承诺 | returned 已退还 | deemed 视为受理，未收"
    )
    form: Literal["original", "copy", ""] = Field(default="", description="原件 | 复印件")
    received_at: str | None = Field(default=None, description="ISO 8601 with zone")
    returned_at: str | None = Field(default=None, description="ISO 8601 with zone; of originals")
    files: tuple[str, ...] = Field(default=(), description="Ids of files")


class MaterialsChecked(IntakeEvent, owner="intake"):
    """审核材料: the window or the agent has looked through everything; complete, or all that is wrong is told."""

    round: int = Field(description="From 1; each notice of deficiencies opens the next")
    complete: bool = Field(description="Nothing is missing or faulty")
    missing: tuple[Missing, ...] = Field(default=(), description="All that is missing or not in order")
    at: str = Field(description="ISO 8601 with zone")


class DeemedAccepted(IntakeEvent, owner="intake"):
    """视为受理: not told in five working days what is missing; it counts from receipt (行政许可法 第三十二条（四）)."""

    received_at: str = Field(description="Acceptance counts from here; ISO 8601 with zone")
    due: str = Field(description="The notice was due; ISO 8601 with zone")
    missing: tuple[Missing, ...] = Field(default=(), description="What can no longer be demanded before acceptance")
    at: str = Field(description="ISO 8601 with zone")


class OriginalsReturned(IntakeEvent, owner="intake"):
    """原件退还."""

    materials: tuple[str, ...] = Field(description="材料名称")
    received_by: str = Field(description="Who took them")
    at: str = Field(description="ISO 8601 with zone")


class PromiseMade(IntakeEvent, owner="intake"):
    """The applicant has promised in writing (容缺受理承诺书、告知承诺书)."""

    promise: Promise = Field(description="The promise")
    at: str = Field(description="ISO 8601 with zone")


class PromiseKept(IntakeEvent, owner="intake"):
    """What was promised has come, or the check has found it true."""

    promise: Promise = Field(description="The promise")
    at: str = Field(description="ISO 8601 with zone")


class PromiseBroken(IntakeEvent, owner="intake"):
    """What was promised has not come in time, or the check has found it untrue; the item ends, or its decision falls."""

    promise: Promise = Field(description="The promise")
    reason: str = Field(description="In Chinese, as the applicant is told")
    at: str = Field(description="ISO 8601 with zone")


class CheckMaterials(Strict):
    """svc.<centre>.intake.check: all that is missing or faulty at once; nothing: complete."""

    case_number: str = CASE
    missing: tuple[str, ...] = Field(default=(), max_length=500, description="材料 that were not brought after all")
    points: tuple[Point, ...] = Field(default=(), max_length=200, description="材料 that are not in order")
    by: Literal["window", "agent"] = Field(default="window", description="Who checked")
    agent: str | None = Field(default=None, max_length=60, description="Id of the agent who checked; default: the assigned one")


class MakePromise(SignedOrder):
    """svc.<centre>.intake.promise: 容缺受理 of secondary materials, or 告知承诺."""

    kind: Literal["tolerance", "commitment"] = Field(description="容缺受理 | 告知承诺")
    item: int = Field(description="事项序号")
    materials: tuple[str, ...] = Field(min_length=1, max_length=50, description="材料 that follow, or are not asked for")
    until: date | None = Field(default=None, description="tolerance: by when; default and latest: the item's promised limit")


class KeepPromise(Strict):
    """svc.<centre>.intake.keep-promise: the supplement has come (tolerance), or the later check is done (commitment)."""

    case_number: str = CASE
    promise_id: str = Field(max_length=20, description="P1, P2 …")
    item: int = Field(description="事项序号 it is for; another item's is refused")
    kept: bool = Field(default=True, description="False: what came, or what was found, is not what was promised")
    note: str = Field(default="", max_length=1000, description="What was found; required when it is not kept")


class ReturnOriginals(Strict):
    """svc.<centre>.intake.return-originals"""

    case_number: str = CASE
    materials: Literal["all"] | tuple[str, ...] = Field(default="all", description="材料名称, or all that are held")
    received_by: str = Field(min_length=1, max_length=100, description="Who takes them")
