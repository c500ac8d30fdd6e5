"""What the stories of notify have in common: the case, and facts of its tasks."""

from typing import Any

from shared.contracts.routing import PlannedItem

CENTRE = "150622"
CASE = "150622-20260302-000017"
SECRET = "安全控制区"  # stands for anything that must never be told of the restricted item


def task(item: int = 24, name: str = "建设工程规划许可证核发", department: str = "自然资源局", **more: Any) -> dict[str, Any]:
    about = {"task_id": f"T-{item}", "item": item, "item_name": name, "region": CENTRE, "department": "zrzyj"}
    return about | {"department_name": department, "state": "8", "at": "2026-03-05T10:00:00+08:00"} | more


def hidden(**more: Any) -> dict[str, Any]:
    """A fact of the restricted item whose sender was careless: everything in it is secret."""
    return task(29, SECRET, f"{SECRET}机关", note=SECRET, **more)


def planned(item: int, name: str, *after: int, days: int | None = 5, **more: Any) -> PlannedItem:
    about = {"item": item, "item_name": name, "region": CENTRE, "department": "zrzyj", "department_name": "自然资源局"}
    return PlannedItem.model_validate(about | {"level": "county", "after": after, "promised_days": days} | more)
