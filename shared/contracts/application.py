"""The application (代办帮办服务申请表): what a window, a telephone or any NATS client submits."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from shared.contracts.base import Strict

ApplicantKind = Literal["enterprise", "institution", "person", "household"]
Channel = Literal["window", "phone", "site", "app", "wechat", "hotline"]


def _no_flag(value: object) -> object:
    """`true` would be read as 1 otherwise."""
    if isinstance(value, bool):
        raise PydanticCustomError("int_type", "a number is expected")
    return value


ItemNumber = Annotated[int, BeforeValidator(_no_flag)]
"""事项序号."""

Names = Annotated[tuple[Annotated[str, Field(max_length=200)], ...], Field(max_length=500)]
"""Names of materials; as many as all items together could ask for."""

Trait = Literal[
    "tailings_pond",  # 尾矿库
    "hazardous_chemicals",  # 涉及危险化学品
    "energy_project",  # 能源项目
    "technical_renovation",  # 技术改造
    "highway_project",  # 公路项目
    "water_project",  # 水利项目
    "special_construction",  # 特殊建设工程
    "crosses_river",  # 跨河、穿河、临河
    "flood_storage",  # 位于蓄滞洪区
    "security_zone",  # 位于安全控制区域
    "allocated_land",  # 划拨用地
    "religious_site_relocation",  # 宗教活动场所扩建或异地重建
    "crosses_counties",  # 跨旗县区
    "crosses_cities",  # 跨盟市
    "designated_town",  # 位于省级人民政府确定的镇
    "state_approval",  # 由国务院或者其投资主管部门审批、核准的项目
    "city_approval",  # 由盟市审批、核准的项目，包括盟市本级项目
    "region_approval",  # 由自治区（省）审批、核准的项目
    "basin_authority",  # 取水由流域管理机构审批，或者位于其管理的河段
    "several_sources",  # 申请利用多种水源
    "estimate_exceeded",  # 初步设计概算超过可行性研究报告估算10%
]
LARGEST = 999_999_999_999_999
"""Of any number of a project: the rules cannot read larger ones (services/routing/domain/facts.py), nor does any exist."""
MOST_ITEMS = 31
"""Of one application: as many as the catalogue of 帮您办方案 附件2 (seed 003) has."""
ServiceKind = Literal["coaching", "accompany", "agency", "remote"]
StageCode = Literal["S1", "S2", "S3", "S4"]
"""立项用地规划许可 | 工程建设许可 | 施工许可 | 竣工验收 (国办发〔2019〕11号)."""

Want = Literal[
    "window_acceptance",  # 大厅综合窗口受理
    "collect",  # 大厅综合窗口办结领证
    "door",  # 上门送达办理结果
    "post",  # 邮寄送达办理结果
    "coaching",  # 事前辅导
]
"""A box under 代办内容 (seed 002 附件1)."""


class Handler(Strict):
    """经办人: who speaks for the applicant from day to day."""

    name: str = Field(min_length=1, max_length=50, description="经办人")
    position: str | None = Field(default=None, max_length=50, description="经办人职务")
    phone: str = Field(max_length=40, description="经办人联系电话")
    email: str | None = Field(default=None, max_length=200, description="Where notices go besides the inbox")
    id_number: str | None = Field(default=None, max_length=40, description="公民身份号码, masked wherever it is shown")


class Applicant(Strict):
    """申请单位或申请人."""

    kind: ApplicantKind = Field(description="企业 | 事业单位 | 个人 | 家庭户")
    name: str = Field(min_length=1, max_length=200, description="申请单位名称 / 姓名")
    uscc: str | None = Field(
        default=None, max_length=40, description="统一社会信用代码; required of enterprises and institutions"
    )
    id_number: str | None = Field(
        default=None, max_length=40, description="公民身份号码; required of persons, and of households: 户主的"
    )
    legal_representative: str | None = Field(
        default=None,
        max_length=50,
        description="法人或主要负责人 / 项目单位负责人; required of enterprises and institutions. Of a household: 户主",
    )
    address: str | None = Field(default=None, max_length=300, description="申请单位地址 / 项目单位地址")
    postcode: str | None = Field(default=None, max_length=20, description="邮编, 6 digits")
    phone: str | None = Field(default=None, max_length=40, description="联系电话 of the applicant itself")
    handler: Handler = Field(description="经办人")

    @property
    def party(self) -> str:
        """The number by which the applicant is the same one in every case."""
        return self.uscc or self.id_number or ""


class Project(Strict):
    """项目基本情况; every number that the rules may ask for, absent when unknown."""

    name: str = Field(min_length=1, max_length=200, description="项目名称")
    code: str | None = Field(default=None, max_length=60, description="项目编码, new or old form")
    kind: Literal["enterprise", "government"] = Field(default="enterprise", description="企业投资 | 政府投资")
    address: str | None = Field(default=None, max_length=300, description="项目地址")
    location: str | None = Field(
        default=None, max_length=40, description="建设地点的行政区划代码, 6, 9 or 12 digits; absent: where the centre is"
    )
    investment: int | None = Field(default=None, ge=0, le=LARGEST, description="总投资, yuan")
    investment_this_year: int | None = Field(default=None, ge=0, le=LARGEST, description="当年计划投资, yuan")
    funding_source: str | None = Field(default=None, max_length=200, description="资金来源")
    land_nature: str | None = Field(default=None, max_length=200, description="土地性质")
    use_and_scale: str | None = Field(default=None, max_length=1000, description="项目主要用途及规模")
    progress: str | None = Field(default=None, max_length=1000, description="目前审批进展情况")
    key_project: bool = Field(default=False, description="是否重点项目")
    energy_tce: float | None = Field(default=None, ge=0, le=LARGEST, description="年综合能源消费量, tonnes of coal equivalent")
    power_kwh: float | None = Field(default=None, ge=0, le=LARGEST, description="年用电量, kWh")
    area_ha: float | None = Field(default=None, ge=0, le=LARGEST, description="占地面积, hectares")
    earthwork_m3: float | None = Field(default=None, ge=0, le=LARGEST, description="挖填土石方总量, cubic metres")
    mine: Literal["none", "underground", "open_pit"] = Field(default="none", description="矿山类型")
    slope_m: float | None = Field(default=None, ge=0, le=LARGEST, description="设计边坡高度, metres")
    traits: tuple[Trait, ...] = Field(default=(), description="What the rules may ask of the project besides numbers")


class Flags(Strict):
    """What the window marks on the application."""

    urgent: bool = Field(default=False, description="急事急办")
    assigned_by_government: bool = Field(default=False, description="党委政府交办")
    agent_cannot_resolve: bool = Field(default=False, description="代办员无法解决")


class DeliveryChoice(Strict):
    """How the applicant wants the result (结果交付方式)."""

    method: Literal["in_person", "post", "door"] = Field(default="in_person", description="当面递交 | 邮寄送达 | 上门送达")
    address: str | None = Field(default=None, max_length=300, description="邮寄、上门地址; required for post and door")


class Authorisation(Strict):
    """授权委托书 by which the 法定代表人, or the person, lets the 经办人 act (seed 002 附件1 法律责任 2).

    Its holder may not pass it on: 无转委托权 (seed 003 附件5).
    """

    signed_on: date = Field(description="Date of the document")
    holder: str = Field(min_length=1, max_length=50, description="被授权人: the 经办人")
    items: Literal["all"] | Annotated[tuple[ItemNumber, ...], Field(min_length=1, max_length=MOST_ITEMS)] = Field(
        default="all", description="代办帮办内容: 事项序号 it covers, or all that are applied for"
    )


class Fee(Strict):
    """A fee that the law leaves to the applicant (seed 000 一（二）): recorded here, never charged by the centre."""

    name: str = Field(min_length=1, max_length=100, description="费用名称")
    amount: int | None = Field(default=None, ge=0, le=LARGEST, description="金额, yuan; absent: not yet known")
    basis: str = Field(min_length=1, max_length=200, description="收费依据: document and clause")


class Application(Strict):
    """One application. Amounts in yuan, areas in hectares; see the README for an example file."""

    centre: str = Field(description="Region code of the centre, 6 digits; a township's 9")
    channel: Channel = Field(default="window", description="申请渠道")
    service: ServiceKind = Field(default="agency", description="事前辅导 | 帮办 | 代办 | 远程")
    applicant: Applicant = Field(description="Who applies")
    project: Project | None = Field(default=None, description="None when no project is concerned")
    items: tuple[ItemNumber, ...] = Field(
        min_length=1, max_length=MOST_ITEMS, description="事项序号, in the catalogue of the centre"
    )
    materials: Literal["all"] | Names = Field(default=(), description='Names of the materials that were brought, or "all"')
    originals: Names = Field(default=(), description="Names of those that are brought as originals (原件), to be handed back")
    flags: Flags = Field(default=Flags(), description="What the window marked")
    delivery: DeliveryChoice = Field(default=DeliveryChoice(), description="How the result is to reach the applicant")
    other_item: str | None = Field(default=None, max_length=200, description="其他审批事项: required when item 31 is chosen")
    coaching_items: Names = Field(default=(), description="事前辅导事项名称（选填）")
    wants: tuple[Want, ...] = Field(
        default=(), max_length=5, description="代办内容: 窗口受理 | 办结领证 | 上门送达 | 邮寄送达 | 事前辅导"
    )
    stages: tuple[StageCode, ...] = Field(
        default=(), max_length=4, description="Stages that are entrusted (阶段代办); empty: the whole (全程代办)"
    )
    authorisation: Authorisation | None = Field(
        default=None, description="授权委托书; required unless the 经办人 is the 法定代表人, or the person who applies"
    )
    commitment_letter: date | None = Field(default=None, description="代办帮办服务承诺书: its date; absent: none was signed")
    fees: tuple[Fee, ...] = Field(default=(), max_length=50, description="依法由申请人承担的费用; recorded, never charged by us")
    applied_on: date | None = Field(default=None, description="申请日期 on the form; absent: the day of submission")
    consultation: str | None = Field(default=None, max_length=50, description="咨询编号: the consultation it comes from")
