"""What a rule may ask: every fact, declared once with its type, its unit and its Chinese name."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_FLOOR, Decimal
from typing import Any, Final, Literal, NamedTuple

from shared.errors import PermanentError
from shared.regions import is_region_code

Scalar = bool | int | float | str
Scope = Literal["item", "case", "escalation"]
"""One item, the whole case, or a trouble that looks for its rung of the ladder."""

Kind = Literal["number", "integer", "flag", "word"]

UNKNOWN: Final = -1.0
"""What a number is while nobody has told it. Every comparison with it is false, whichever the operator."""

RESOLUTION: Final = Decimal("0.0001")
"""Numbers are cut, never rounded up, after four decimals (1 m² in hectares), so that none reaches a threshold by
rounding. A finer resolution breaks the engine: it cannot read the 1e-05 that JSON makes of smaller numbers."""

LARGEST: Final = 10**15
"""Numbers from here on are refused: JSON writes them with an exponent, which the engine cannot read."""

WORD: Final = re.compile(r"[A-Za-z0-9_]{0,40}", re.ASCII)
EVERY: Final[frozenset[Scope]] = frozenset({"item", "case", "escalation"})
ITEM: Final[frozenset[Scope]] = frozenset({"item"})
CASE: Final[frozenset[Scope]] = frozenset({"case"})
ESCALATION: Final[frozenset[Scope]] = frozenset({"escalation"})


class Fact(NamedTuple):
    """One fact. `default` stands where nothing was told; None: it must be told."""

    name: str
    kind: Kind
    label: str
    unit: str = ""
    scopes: frozenset[Scope] = EVERY
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


def _flag(name: str, label: str, scopes: frozenset[Scope] = EVERY) -> Fact:
    return Fact(name, "flag", label, scopes=scopes, default=False)


def _count(name: str, label: str) -> Fact:
    return Fact(name, "integer", label, scopes=CASE)


TRIGGERS: Final = (
    "agent_cannot_resolve",  # 代办员无法解决
    "departments_disagree",  # 部门意见不一致
    "review_without_conclusion",  # 会商无结论
    "red_light",  # 红灯
    "overdue",  # 超期
    "handover_refused_twice",  # 转办两次被退回
    "handover_overdue",  # 转办逾期未接收
    "complaint_upheld",  # 投诉属实
    "assigned_by_government",  # 党委政府交办
    "measure_overdue",  # 议定事项逾期
    "resolution_overdue",  # 会商议定事项逾期
    "rung_silent",  # 上一级协调逾期无答复
)
"""What may send a matter up the ladder. Each has a rule in every region (soundness.unclimbed)."""

PLACES: Final = ("region", "city", "county", "township", "village")
"""Levels at which a centre, or the place of a project, may lie."""

STAGES: Final = ("S1", "S2", "S3", "S4")
"""立项用地规划许可、工程建设许可、施工许可、竣工验收 (国办发〔2019〕11号)."""

FACTS: Final[Mapping[str, Fact]] = {
    fact.name: fact
    for fact in (
        Fact("scope", "word", "规则的对象：单个事项、整个办件或难点问题", choices=("item", "case", "escalation")),
        Fact("item", "integer", "事项序号", scopes=ITEM | ESCALATION),  # 0: the trouble is the whole case's
        Fact("item_stage", "word", "事项所在阶段，P 为并行事项", scopes=ITEM, default="", choices=("", *STAGES, "P")),
        Fact("centre", "word", "受理中心的行政区划代码", region=True),
        Fact("city", "word", "受理中心所在盟市的代码，盟市以上为空", default="", region=True),
        Fact("centre_level", "word", "受理中心的层级", choices=PLACES),
        Fact("location", "word", "项目所在地的代码，未报为空", default="", region=True),
        Fact("location_level", "word", "项目所在地的层级，未报为空", default="", choices=("", *PLACES)),
        Fact(
            "location_relation",
            "word",
            "项目所在地是受理中心所在地的：本地、上级、下级、同级、其他；未报为本地",
            default="same",
            choices=("same", "above", "below", "beside", "apart"),
        ),
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
        _trait("crosses_cities", "跨盟市"),
        _trait("designated_town", "位于省级人民政府确定的镇（城乡规划法 第四十条）"),
        _trait("state_approval", "由国务院或者其投资主管部门审批、核准的项目"),
        _trait("city_approval", "由盟市审批、核准的项目，包括盟市本级项目"),
        _trait("region_approval", "由自治区（省）审批、核准的项目"),
        _trait("basin_authority", "取水由流域管理机构审批，或者位于其管理的河段"),
        _trait("several_sources", "申请利用多种水源"),
        _trait("estimate_exceeded", "初步设计概算超过可行性研究报告估算10%"),
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
        Fact("trigger", "word", "难点问题的起因", scopes=ESCALATION, choices=TRIGGERS),
        Fact(
            "limit",
            "word",
            "亮灯的时限：承诺、法定，与时限无关为空",
            scopes=ESCALATION,
            default="",
            choices=("", "promised", "legal"),
        ),
        Fact("climbed", "integer", "同一问题已逾期无答复或移交上一级的协调级数", scopes=ESCALATION, default=0),
        _flag("tracked", "重要事项，跟踪办理", ESCALATION),
        _flag("green_channel", "走绿色通道", ESCALATION),
    )
}

TRAITS: Final = frozenset(fact.name for fact in FACTS.values() if fact.trait)
"""What an application may list under `project.traits`."""


class FactsUnfit(PermanentError):
    """Facts that the rules cannot be asked about; names every one with what is wrong with it."""

    def __init__(self, objections: Iterable[str]) -> None:
        self.objections = tuple(objections)
        super().__init__(f"事实不合规则的声明：{'；'.join(self.objections)}。请按 facts.py 中的声明补正")


DECLARED: Final[Mapping[Scope, Mapping[str, Fact]]] = {
    scope: {name: fact for name, fact in FACTS.items() if scope in fact.scopes} for scope in sorted(EVERY)
}
"""The facts of each scope."""

_UNTOLD: Final[Mapping[Scope, Mapping[str, Scalar | None]]] = {
    scope: {name: fact.default for name, fact in facts.items()} | {"scope": scope} for scope, facts in DECLARED.items()
}


def complete(scope: Scope, told: Mapping[str, Scalar | None]) -> dict[str, Scalar]:
    """The composite fact of one evaluation: every declared fact of the scope, defaults where None or nothing was told.

    Numbers are cut after four decimals. Errors: FactsUnfit for unknown names, wrong types and what must be told.
    """
    declared = DECLARED[scope]
    whole: dict[str, Any] = {**_UNTOLD[scope]}
    for name, value in told.items():
        if value is None or name == "scope":
            continue
        fact = declared.get(name)
        if fact is None or _objection(fact, value):
            raise FactsUnfit(_objections(scope, told))
        whole[name] = cut(value) if fact.kind == "number" else value
    if None in whole.values():
        raise FactsUnfit(_objections(scope, told))
    return whole


def _objection(fact: Fact, value: Scalar) -> str | None:
    """The fact's own, but that a flag is seen at once and a number may be unknown."""
    if fact.kind == "flag" and (value is True or value is False):
        return None
    return None if fact.unknown(value) else fact.objection(value)


def _objections(scope: Scope, told: Mapping[str, Scalar | None]) -> Iterator[str]:
    """Everything that is wrong with what was told, names that are not declared first."""
    given = {name: value for name, value in told.items() if value is not None and name != "scope"}
    yield from (f"{name} 不是{scope}范围的事实" for name in given if name not in DECLARED[scope])
    for name, fact in DECLARED[scope].items():
        if name not in given and _UNTOLD[scope][name] is None:
            yield f"缺少 {name}（{fact.label}）"
        elif name in given and (objection := _objection(fact, given[name])):
            yield f"{name}（{fact.label}）{objection}"


def cut(value: Scalar) -> float:
    """The number down to the resolution of the facts."""
    if type(value) is int and 0 <= value < LARGEST:
        return float(value)
    if type(value) is float and value >= 0:
        digits = repr(value)
        if "e" not in digits and "." in digits:  # cutting the digits is what the division below does, ten times as fast
            return float(digits[: digits.index(".") + 5])
    return float(Decimal(str(value)).quantize(RESOLUTION, rounding=ROUND_FLOOR))
