"""What a rule may ask: every fact, declared once with its type, its unit and its Chinese name."""

import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_FLOOR, Decimal
from typing import Final, Literal, NamedTuple

from shared.errors import PermanentError
from shared.regions import is_region_code

Scalar = bool | int | float | str
Scope = Literal["item", "case"]
Kind = Literal["number", "integer", "flag", "word"]

UNKNOWN: Final = -1.0
"""What a number is while nobody has told it. Every comparison with it is false, whichever the operator."""

RESOLUTION: Final = Decimal("0.0001")
"""Numbers are cut, never rounded up, after four decimals (1 m² in hectares), so that none reaches a threshold by
rounding. A finer resolution breaks the engine: it cannot read the 1e-05 that JSON makes of smaller numbers."""

LARGEST: Final = 10**15
"""Numbers from here on are refused: JSON writes them with an exponent, which the engine cannot read."""

WORD: Final = re.compile(r"[A-Za-z0-9_]{0,40}", re.ASCII)
BOTH: Final[frozenset[Scope]] = frozenset({"item", "case"})
ITEM: Final[frozenset[Scope]] = frozenset({"item"})
CASE: Final[frozenset[Scope]] = frozenset({"case"})


class Fact(NamedTuple):
    """One fact. `default` stands where nothing was told; None: it must be told."""

    name: str
    kind: Kind
    label: str
    unit: str = ""
    scopes: frozenset[Scope] = BOTH
    default: Scalar | None = None
    choices: tuple[str, ...] = ()
    region: bool = False
    trait: bool = False

    def objection(self, value: object) -> str | None:
        """Why the value cannot be this fact's, in Chinese; None when it can."""
        match self.kind:
            case "flag":
                return None if isinstance(value, bool) else "应为 true 或 false"
            case "integer":
                return None if _is_int(value) and 0 <= value < LARGEST else "应为不小于0的整数"  # type: ignore[operator]
            case "number":
                return None if _is_number(value) and 0 <= value < LARGEST else "应为不小于0的数"  # type: ignore[operator]
        if not isinstance(value, str):
            return "应为文字（代码请加引号）"
        if self.choices and value not in self.choices:
            return f"只能是 {'、'.join(self.choices)} 之一"
        if self.region and value and not is_region_code(value):
            return "不是已收录的行政区划代码"
        return None if WORD.fullmatch(value) else "只能用字母、数字和下划线"

    def unknown(self, value: Scalar) -> bool:
        """Does the value stand for a number that nobody has told?"""
        return self.kind == "number" and value == UNKNOWN


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(name: str, label: str, unit: str) -> Fact:
    return Fact(name, "number", label, unit, default=UNKNOWN)


def _trait(name: str, label: str) -> Fact:
    return Fact(name, "flag", label, default=False, trait=True)


def _flag(name: str, label: str, scopes: frozenset[Scope] = BOTH) -> Fact:
    return Fact(name, "flag", label, scopes=scopes, default=False)


def _count(name: str, label: str) -> Fact:
    return Fact(name, "integer", label, scopes=CASE)


STAGES: Final = ("S1", "S2", "S3", "S4")
"""立项用地规划许可、工程建设许可、施工许可、竣工验收 (国办发〔2019〕11号)."""

FACTS: Final[Mapping[str, Fact]] = {
    fact.name: fact
    for fact in (
        Fact("scope", "word", "规则的对象：单个事项或整个办件", choices=("item", "case")),
        Fact("item", "integer", "事项序号", scopes=ITEM),
        Fact("item_stage", "word", "事项所在阶段，P 为并行事项", scopes=ITEM, default="", choices=("", *STAGES, "P")),
        Fact("centre", "word", "受理中心的行政区划代码", region=True),
        Fact("city", "word", "受理中心所在盟市的代码，盟市以上为空", default="", region=True),
        Fact("centre_level", "word", "受理中心的层级", choices=("region", "city", "county", "township", "village")),
        Fact(
            "applicant_kind",
            "word",
            "申请人类型：企业、事业单位、个人、家庭户",
            default="enterprise",
            choices=("enterprise", "institution", "person", "household"),
        ),
        Fact(
            "project_kind",
            "word",
            "项目类型：企业投资、政府投资、不涉及项目",
            default="none",
            choices=("enterprise", "government", "none"),
        ),
        _number("investment", "总投资", "元"),
        _number("energy_tce", "年综合能源消费量", "吨标准煤"),
        _number("power_kwh", "年用电量", "千瓦时"),
        _number("area_ha", "征占地面积", "公顷"),
        _number("earthwork_m3", "挖填土石方总量", "立方米"),
        _number("slope_m", "露天矿山设计边坡高度", "米"),
        Fact("mine", "word", "矿山类型：无、地下、露天", default="none", choices=("none", "underground", "open_pit")),
        _trait("tailings_pond", "尾矿库"),
        _trait("hazardous_chemicals", "涉及危险化学品"),
        _trait("energy_project", "能源项目：风电、光伏、煤矿、火电、电网、油气、储能"),
        _trait("technical_renovation", "技术改造项目"),
        _trait("highway_project", "公路项目"),
        _trait("water_project", "水利项目"),
        _trait("special_construction", "特殊建设工程（消防法 第十一条）"),
        _trait("crosses_river", "跨河、穿河、临河工程"),
        _trait("flood_storage", "位于蓄滞洪区"),
        _trait("security_zone", "位于安全控制区域（反间谍法 第二十一条）"),
        _trait("allocated_land", "使用划拨土地"),
        _trait("religious_site_relocation", "宗教活动场所扩建或异地重建"),
        _trait("crosses_counties", "跨旗县区"),
        _flag("key_project", "重点项目"),
        _flag("urgent", "急事急办"),
        _flag("assigned_by_government", "党委政府交办"),
        _flag("agent_cannot_resolve", "代办员无法解决"),
        Fact("today", "integer", "派件之日", "八位数字，如20260210"),
        _count("items", "需要办理的事项数"),
        _count("departments", "承办部门数，同一部门的不同层级分别计算"),
        _count("levels", "涉及的层级数"),
        _count("stages", "涉及的阶段数，不含并行事项"),
        *(_flag(f"has_stage_{stage}", f"有{stage}阶段的事项", CASE) for stage in STAGES),
        Fact("earliest_stage", "word", "最早的阶段", scopes=CASE, default="none", choices=(*STAGES, "none")),
        Fact("only_department", "word", "唯一的承办部门，多个部门时为空", scopes=CASE, default=""),
        _flag("restricted", "含涉及国家安全的事项", CASE),
    )
}

TRAITS: Final = frozenset(fact.name for fact in FACTS.values() if fact.trait)
"""What an application may list under `project.traits`."""


class FactsUnfit(PermanentError):
    """Facts that the rules cannot be asked about; names every one with what is wrong with it."""

    def __init__(self, objections: Iterable[str]) -> None:
        self.objections = tuple(objections)
        super().__init__(f"事实不合规则的声明：{'；'.join(self.objections)}。请按 facts.py 中的声明补正")


def complete(scope: Scope, told: Mapping[str, Scalar | None]) -> dict[str, Scalar]:
    """The composite fact of one evaluation: every declared fact of the scope, defaults where None or nothing was told.

    Numbers are cut after four decimals. Errors: FactsUnfit for unknown names, wrong types and what must be told.
    """
    given = {name: value for name, value in told.items() if value is not None} | {"scope": scope}
    declared = {name: fact for name, fact in FACTS.items() if scope in fact.scopes}
    objections = [f"{name} 不是{scope}范围的事实" for name in given if name not in declared]
    whole: dict[str, Scalar] = {}
    for name, fact in declared.items():
        value = given.get(name, fact.default)
        if value is None:
            objections.append(f"缺少 {name}（{fact.label}）")
        elif not fact.unknown(value) and (objection := fact.objection(value)):
            objections.append(f"{name}（{fact.label}）{objection}")
        else:
            whole[name] = cut(value) if fact.kind == "number" else value
    if objections:
        raise FactsUnfit(objections)
    return whole


def cut(value: Scalar) -> float:
    """The number down to the resolution of the facts."""
    return float(Decimal(str(value)).quantize(RESOLUTION, rounding=ROUND_FLOOR))
