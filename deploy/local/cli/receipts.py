"""What intake answers after every act: where the case stands, who has to do what by when."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.table import Table

from deploy.local.cli import screen, session
from deploy.local.cli.words import minute, numbers
from services.intake.domain.machine import NAMES

Told = Mapping[str, Any]
COMMANDS: Final = {
    "sign-mandate": "sign 编号 mandate",
    "sign-completion": "sign 编号 completion",
    "sign-suspension": "sign 编号 suspension",
    "sign-termination": "sign 编号 termination",
    "correct": "supplement 编号 --correction 事项",
    "keep-promise": "keep-promise 编号 P… --item 事项",
    "renew-mandate": "renew 编号",
    "confirm-receipt": "receipt 编号",
    "follow-up": "case 编号",
}
"""How an act is done where its command has another name, or needs more than the number of the case."""


def act(directory: Path, number: str, operation: str, order: dict[str, Any], as_json: bool, title: str = "已办理") -> None:
    """Do it, and show the receipt. Errors: Refused."""
    done = session.ask_about(directory, number, "intake", operation, order)
    shown(title, done, as_json)


def shown(title: str, receipt: Told, as_json: bool) -> None:
    """A receipt on the screen."""
    screen.show(receipt, as_json, lambda: Group(*receipt_parts(title, receipt)))


def receipt_parts(title: str, receipt: Told) -> list[RenderableType]:
    """The parts of a receipt that say something."""
    return [part for part in (receipt_table(title, receipt), missing_table(receipt), waits_table(receipt)) if part]


def receipt_table(title: str, receipt: Told) -> Table:
    """Where a case stands and what can be done next."""
    corrections = receipt["corrections"].items()
    return screen.facts(
        title,
        (
            ("办件编号", receipt["case_number"]),
            ("服务方式", NAMES[receipt["service"]]),
            ("申请人", receipt["applicant"]),
            ("项目", receipt["project"]),
            ("事项", numbers(receipt["items"])),
            ("代办员", f"{receipt['agent']['title']}（{receipt['agent']['id']}）"),
            ("选定理由", receipt["agent_chosen"]),
            ("牵头部门", receipt["lead_department"]),
            ("状态", receipt["state_name"]),
            ("待补正", "\n".join(f"事项 {item}：{'；'.join(points)}" for item, points in corrections)),
            ("下一步", receipt["next"].replace("；", "； ")),  # a line breaks at a space rather than within a command
        ),
    )


def missing_table(receipt: Told) -> Table | str:
    """All that is missing, with how to mend each; nothing where nothing is."""
    rows = [(lack["item"], lack["item_name"], lack["material"], lack["how_to"]) for lack in receipt["missing"]]
    return screen.table("一次性告知：尚缺材料", ("事项", "名称", "材料", "怎样补齐"), rows) if rows else ""


def waits_table(receipt: Told) -> Table | str:
    """Who has to do what by when, the nearest limit first; nothing where nothing is waited for."""
    rows = [
        (
            duty["who"],
            f"{duty['what']}（{duty['about']}）" if duty["about"] else duty["what"],
            f"{minute(duty['due'])}{'（暂定）' if duty['provisional'] else ''}",
            f"daiban {COMMANDS.get(duty['act'], f'''{duty['act']} 编号''')}",
        )
        for duty in sorted(receipt["waits_for"], key=lambda duty: str(duty["due"]))
    ]
    return screen.table("待办", ("谁", "做什么", "期限", "命令"), rows) if rows else ""
