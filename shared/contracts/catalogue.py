"""The published catalogue of a centre (向社会公示的事项清单, 内乡指导意见 四（二）、附件2): what anyone may read."""

from datetime import date

from pydantic import Field

from shared.contracts.base import Contract, Strict

UNPUBLISHED = "未公布"
"""Stands where the centre has not said: an invented telephone number would send people astray."""


class PublishedMaterial(Contract):
    """One material with how to come by it."""

    name: str = Field(description="材料名称")
    main: bool = Field(description="主件; the others may follow later where 容缺受理 is offered")
    how_to: str = Field(description="补齐途径或方法")


class PublishedLimit(Contract):
    """承诺时限 or 法定时限."""

    length: str = Field(description="20个工作日, 当场; 未公布 where no document names a number of days")
    basis: str = Field(default="", description="Document and clause")
    mark: str = Field(default="inferred", description="sourced | inferred")


class PublishedPost(Contract):
    """办理人员: a post, never a person's name."""

    title: str = Field(description="岗位")
    kind: str = Field(description="中心 | 部门 | 园区 | 苏木乡镇（街道） | 嘎查村（社区）")


class PublishedItem(Contract):
    """One line; the columns of 内乡指导意见 附件2 are row, unit, name, coaching, item_type and note."""

    row: int = Field(description="序号, without gaps")
    item: int = Field(description="事项序号 to be written on an application")
    unit: str = Field(description="单位名称")
    name: str = Field(description="业务办理项名称")
    coaching: str = Field(default="", description="事前辅导事项名称（选填）")
    item_type: str = Field(default="", description="事项类型: 行政许可 …")
    note: str = Field(default="", description="备注")
    kind: str = Field(description="办件类型: 即办件 | 承诺件")
    services: tuple[str, ...] = Field(description="服务方式, as the centre calls them")
    levels: tuple[str, ...] = Field(default=(), description="行使层级, with conditions")
    promised: PublishedLimit = Field(description="承诺时限")
    legal: PublishedLimit = Field(description="法定时限")
    materials: tuple[PublishedMaterial, ...] = Field(default=(), description="材料清单")
    special_steps: tuple[str, ...] = Field(default=(), description="特殊环节: 专家评审、现场勘察、公示公告 …")
    tolerance: str = Field(default="", description="容缺受理")
    commitment: str = Field(default="", description="告知承诺")
    process: str = Field(default="", description="办理流程, in words")


class PublishedCatalogue(Contract):
    """What svc.<centre>.intake.catalogue answers."""

    centre: str = Field(description="Region code")
    centre_name: str = Field(description="政务服务中心")
    version: str = Field(description="Version of the jurisdictions that it is drawn from")
    published_on: date = Field(description="Day on which it was drawn")
    telephone: str = Field(description="预约电话, or 未公布")
    address: str = Field(description="地址, or 未公布")
    postal_address: str = Field(description="邮寄地址, or 未公布")
    postal_receiver: str = Field(description="收件人: a post, or 未公布")
    hours: str = Field(description="办公时间")
    staff: tuple[PublishedPost, ...] = Field(description="办理人员")
    sections: tuple[str, ...] = Field(default=(), description="科室")
    services: tuple[str, ...] = Field(description="服务方式")
    channels: tuple[str, ...] = Field(description="申请渠道")
    delivery: tuple[str, ...] = Field(description="结果交付方式")
    items: tuple[PublishedItem, ...] = Field(description="事项清单")


class CatalogueQuery(Strict):
    """svc.<centre>.intake.catalogue"""

    item: int | None = Field(default=None, description="Only this 事项序号; default: all of them")
