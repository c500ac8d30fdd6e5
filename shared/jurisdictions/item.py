"""One item (事项) of the catalogue: who decides it, how long it takes, what it needs and what comes before it."""

from collections.abc import Collection, Mapping
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field

from shared.clock import Term
from shared.clock.statutes import STATUTES
from shared.jurisdictions.marked import Frozen, LevelWord, Mark, Marked, keyed

ARTICLE_45: Final = ("听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审")
"""行政许可法 第四十五条: the time these take is not counted. 现场勘验 and 公示 are not among them."""

Scalar = bool | int | float | str


class Range(Frozen):
    """A half-open interval of a number among the facts."""

    at_least: float | None = Field(default=None, description="The number itself is inside")
    below: float | None = Field(default=None, description="The number itself is outside")


Test = Range | tuple[Scalar, ...] | Scalar
When = Annotated[
    tuple[Mapping[str, Test], ...],
    BeforeValidator(lambda value: [value] if isinstance(value, Mapping) else value),
]
"""Alternatives, any of which suffices; within one, every fact named has to fit (`trait`: one declared trait)."""


class Extension(Frozen):
    """延长: so many days more, where the item's own document says another number or another post than 行政许可法 42."""

    days: int = Field(ge=1, description="In the unit of the limit")
    approved_by: Literal["负责人", "主要负责人"] = Field(default="负责人", description="Of the deciding agency")
    text: str = Field(default="", description="What the document says")
    mark: Mark
    source: str | None = Field(default=None, description="Key of the sources table")


class Limit(Frozen):
    """法定时限 or 承诺时限. `days` is None where no document names a number."""

    days: int | None = Field(default=None, ge=0, description="In `unit`; 0: on the spot (当场)")
    unit: Literal["working", "calendar"] = "working"
    suggested: int | None = Field(default=None, ge=0, description="To be used where the law names no number; inferred")
    unit_note: str = Field(default="", description="Why this unit, where the document's word differs")
    binds: Literal["department", "applicant"] = Field(default="department", description="Whose duty the limit is")
    text: str = Field(default="", description="What the document says, extensions included")
    extension: Extension | None = Field(default=None, description="Absent: as the law says for permits")
    mark: Mark
    source: str | None = Field(default=None, description="Key of the sources table")


class CaseType(Frozen):
    """办件类型: 即办件 or 承诺件."""

    value: Literal["instant", "promised"]
    text: str = Field(default="", description="As the source words it; some differ from place to place")
    mark: Mark


class Stage(Frozen):
    """阶段 of 国办发〔2019〕11号, or P for what runs beside the stages."""

    code: Literal["S1", "S2", "S3", "S4", "P"]
    name: str
    mark: Mark


class LevelRule(Frozen):
    """One line on the 行使层级: at which levels the authority sits, and when."""

    word: str = Field(description="The source's own word")
    at: tuple[LevelWord, ...] = Field(default=(), description="Empty: follows the level of the project")
    condition: str = ""
    mark: Mark


class Material(Frozen):
    """材料. A main one (主件) cannot be tolerated missing; the others may follow later (容缺)."""

    key: str
    name: str
    main: bool
    how_to: str = Field(description="补齐途径或方法, one sentence to the applicant")
    issued_by: tuple[int, ...] = Field(default=(), description="Items of which this is the result; any of them")
    mark: Mark


class SpecialStep(Frozen):
    """特别程序 that this item may know."""

    name: str
    stops_clock: bool = Field(description="Its time is not counted (行政许可法 第四十五条 or the source's own words)")
    at_most: int | None = Field(default=None, ge=1, description="Working days it may take")
    mark: Mark
    source: str | None = None


class Tolerance(Frozen):
    """容缺受理: what may follow later, never longer than the promised limit."""

    text: str
    mark: Mark


class Commitment(Frozen):
    """告知承诺: may a written promise take the place of a proof?"""

    allowed: bool
    text: str
    mark: Mark


class Prerequisite(Frozen):
    """An item that comes first, told on the later one of the two."""

    item: int
    rule: str
    condition: str = Field(default="", description="In the source's words")
    when: When = ()
    mark: Mark
    source: str | None = None


class Source(Frozen):
    """A document that statements rest on."""

    document: str
    where: str = Field(default="", description="Address or file")


class Item(Frozen):
    """事项, as one centre offers it. Numbers as in 帮您办方案 附件2 (seed 003): 1-30 and 31 其它."""

    number: int
    name: str
    item_type: str = Field(default="", description="行政许可, 其它行政权力 …, as the catalogue says")
    departments: tuple[str, ...] = Field(min_length=1, description="Codes, in the catalogue's order")
    lead_note: str = ""
    restricted: bool = Field(default=False, description="No text in notices, restricted archive, not published")
    case_type: CaseType
    stage: Stage
    legal_limit: Limit
    promised_limit: Limit
    levels: Mapping[str, LevelRule] = {}
    materials: Annotated[Mapping[str, Material], keyed("key")] = {}
    special_steps: Mapping[str, SpecialStep] = {}
    tolerance: Tolerance
    commitment: Commitment
    after: Annotated[Mapping[int, Prerequisite], keyed("item")] = {}
    after_any: Annotated[Mapping[int, Prerequisite], keyed("item")] = Field(default={}, description="One suffices")
    notes: str = ""
    sources: Mapping[str, Source] = Field(default={}, description="Those that this item names, by key")
    origin: Marked = Field(default=Marked(), description="Where the list that holds this item comes from")

    @property
    def department(self) -> str:
        """The first department that the catalogue names; the rules may choose another."""
        return self.departments[0]

    @property
    def instant(self) -> bool:
        """即办件."""
        return self.case_type.value == "instant"

    @property
    def legal(self) -> Term | None:
        """The 法定时限 that binds the department; None where no law names a number of days."""
        return self._term("法定办理时限", self.legal_limit)

    @property
    def promised(self) -> Term | None:
        """The 承诺时限; None where none is promised."""
        return self._term("承诺办理时限", self.promised_limit)

    def asked(self, items: Collection[int]) -> tuple[Material, ...]:
        """What the applicant has to bring when these items make up the case: not what the case itself will yield."""
        return tuple(material for material in self.materials.values() if not {*items} & {*material.issued_by})

    @property
    def permit(self) -> bool:
        """行政许可, as the catalogue says: the law's limits for all permits apply."""
        return "行政许可" in self.item_type

    @property
    def extension(self) -> tuple[Term, str] | None:
        """The days by which the legal limit can be extended once, and the post of the agency that approves it.

        As the item's own document says, else by 行政许可法 第四十二条第一款: permits that are not decided on the spot. A limit
        that another law sets might exclude it (“法律、法规另有规定的，依照其规定”); there it is marked inferred. None: by none.
        """
        own, legal = self.legal_limit.extension, self.legal
        general = STATUTES["decision_extension"]
        if own and legal:
            basis = self._document(own.source) or own.text
            return Term(what=general.what, days=own.days, unit=legal.unit, basis=basis, mark=own.mark), own.approved_by
        if legal is None or not legal.days or not self.permit:
            return None
        ordinary = legal.days == STATUTES["decision"].days
        return general.model_copy(update={"mark": "sourced" if ordinary else "inferred"}), "负责人"

    def procedure(self, name: str) -> Term | None:
        """How long a special procedure of that name may take; None where nothing says so."""
        step = next((each for each in self.special_steps.values() if each.name == name), None)
        what = f"特别程序（{name}）"
        if step and step.at_most:
            basis = self._document(step.source) or self.legal_limit.text
            return Term(what=what, days=step.at_most, unit="working", basis=basis, mark=step.mark)
        return STATUTES["hearing"].model_copy(update={"what": what}) if "听证" in name else None

    def stops_clock(self, procedure: str) -> bool:
        """Does this special procedure stop the clock? The item's own steps decide, then 第四十五条."""
        for step in self.special_steps.values():
            if procedure == step.name:
                return step.stops_clock
        return any(word in procedure for word in ARTICLE_45)

    def _term(self, what: str, limit: Limit) -> Term | None:
        if limit.days is None or limit.binds == "applicant":
            return None
        basis = self._document(limit.source) or limit.text
        return Term(what=what, days=limit.days, unit=limit.unit, basis=basis, mark=limit.mark)

    def _document(self, key: str | None) -> str:
        source = self.sources.get(key or "")
        return source.document if source else ""
