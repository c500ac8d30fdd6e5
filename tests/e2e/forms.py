"""Applications for every way a case can go, all handed in at once."""

from copy import deepcopy

from shared.identifiers import complete_uscc

ZHUNGEER, DALATE = "150622", "150621"  # 准格尔旗, 达拉特旗
XUEJIAWAN = "150622100"  # 薛家湾镇, in 准格尔旗
CENTRES = (ZHUNGEER, DALATE, XUEJIAWAN)
CITY = "150600"  # 鄂尔多斯市: the departments above them


def form(centre: str, title: str, items: list[int], **more) -> dict:
    """An application, complete unless `more` says otherwise."""
    return {
        "centre": centre,
        "applicant": {
            "kind": "enterprise",
            "name": f"{title}申请单位",
            "uscc": complete_uscc(f"91{centre[:6]}MA0N0TRE3"),
            "legal_representative": "法定代表人",
            "handler": {"name": "项目经办人", "phone": "13800000000"},
        },
        "project": {"name": title, "investment": 380000000, "area_ha": 12.5} | more.pop("project", {}),
        "authorisation": {"signed_on": "2026-02-27", "holder": "项目经办人"},
        "items": items,
        "materials": "all",
        **({"other_item": "建设项目环境影响评价文件审批"} if 31 in items else {}),
        **more,
    }


def part(department: str, item: int, **play) -> dict:
    """What a department does with an item instead of approving it."""
    return {department: {"items": {item: play}}}


MIXED = (
    form(ZHUNGEER, "准格尔旗光伏发电项目", [5, 30, 11], departments=part("150622.tzb", 30, correction=["补原建筑权属证明"])),
    form(ZHUNGEER, "准格尔旗煤矸石综合利用项目", [15, 31, 19], delivery={"method": "post", "address": "准格尔旗薛家湾镇"}),
    form(DALATE, "达拉特旗杂盐资源化利用项目", [27, 20, 3], project={"key_project": True}),
    form(DALATE, "达拉特旗公路改造项目", [8, 10, 25], materials=[]),
    form(ZHUNGEER, "准格尔旗河道治理项目", [5, 4, 15, 13], departments=part("150622.slj", 13, refuse="不符合防洪要求")),
    form(DALATE, "达拉特旗取水工程项目", [14, 12], departments=part("150621.slj", 14, **{"return": "应由市水利局审批"})),
)
"""With a correction; by post; with a joint review; with materials missing; with a refusal; with an objection."""

EVERY_WAY = {
    "deficiency-notified",
    "materials-supplemented",
    "correction-requested",
    "correction-supplied",
    "review-concluded",
    "task-returned",
    "transfer-offered",
    "transfer-accepted",
    "item-refused",
    "result-dispatched",
    "result-delivered",
}
"""What happens in these cases besides what happens in every case."""


def mixed() -> list[dict]:
    """Fresh copies."""
    return deepcopy(list(MIXED))
