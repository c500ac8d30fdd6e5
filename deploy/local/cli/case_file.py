"""The whole account of a case file on the screen: only what there is something to say of."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from deploy.local.cli import screen
from deploy.local.cli.words import (
    CHANGES,
    DOCUMENTS,
    GRADE_STAGES,
    MATERIAL_STATES,
    PROMISE_STATES,
    PROMISES,
    minute,
    numbers,
)
from deploy.local.forms.labels import EVALUATORS, MATERIAL_FORMS, METHODS
from services.intake.domain.agents import STAGES
from services.intake.domain.mandate import LABELS as MANDATE_STATES
from shared.contracts.common import ACTORS, ItemState
from shared.contracts.interruptions import ENDS, GROUNDS

Told = Mapping[str, Any]


def file_parts(case: Told) -> Iterator[RenderableType]:
    """Materials, mandate, promises, what stops the case, results and evaluation, in the order in which they come up."""
    if case["materials"]:
        yield materials_table(case["materials"])
    if case["mandate"]:
        yield mandate_facts(case["mandate"], case["changes_to_confirm"])
    if case["promises"]:
        yield promises_table(case["promises"])
    if case["form"]:
        yield form_facts(case["form"])
    if case["suspension"]:
        yield suspension_facts(case["suspension"])
    if case["results"]:
        yield results_table(case["results"])
    if case["letters"] or case["received_by"]:
        yield delivery_facts(case)
    if case["evaluations"]:
        yield evaluations_table(case["evaluations"], case["bad_grade"])


def materials_table(held: Iterable[Told]) -> Table:
    """Every material of the checklist as it stands."""
    rows = [
        (
            each["item"],
            each["material"],
            "主件" if each["main"] else "",
            MATERIAL_STATES[each["state"]],
            MATERIAL_FORMS.get(each["form"], ""),
            minute(each["received_at"]),
            minute(each["returned_at"]),
            len(each["files"]) or "",
        )
        for each in held
    ]
    return screen.table("材料", ("事项", "材料", "", "状态", "形式", "收到", "退还", "文件"), rows)


def mandate_facts(mandate: Told, changes: Iterable[str]) -> Table:
    """What the agent may do, for how long, and who has signed it."""
    stages = "、".join(STAGES[stage] for stage in mandate["stages"])
    return screen.facts(
        "委托",
        (
            ("状态", MANDATE_STATES[mandate["state"]]),
            ("范围", f"事项 {numbers(mandate['items'])}{f'，限{stages}阶段' if stages else ''}"),
            ("期限", mandate["until"] or "至办理结果交付为止"),
            ("签署", signatures(mandate["signatures"])),
            ("待确认", "、".join(CHANGES[change] for change in changes)),
        ),
    )


def signatures(given: Iterable[Told]) -> str:
    """Who has signed, how and when, one per line."""
    return "\n".join(f"{ACTORS[each['party']]}：{each['who']}（{METHODS[each['how']]}，{minute(each['at'])}）" for each in given)


def promises_table(promises: Iterable[Told]) -> Table:
    """Every written promise and what became of it."""
    rows = [
        (
            each["promise_id"],
            PROMISES[each["kind"]],
            f"{each['item']} {each['item_name']}",
            each["material"],
            minute(each["due"]),
            PROMISE_STATES[each["state"]],
        )
        for each in promises
    ]
    return screen.table("书面承诺", ("编号", "类别", "事项", "材料", "期限", "状态"), rows)


def form_facts(form: Told) -> Table:
    """A 中止单 or 终止单 that waits for signatures."""
    return screen.facts(
        f"待生效的{DOCUMENTS[form['document']]}",
        (
            ("编号", form["number"]),
            ("情形", form["ground_name"]),
            ("说明", form["reason"]),
            ("提出", ACTORS[form["proposed_by"]]),
            ("填写", minute(form["drawn_at"])),
            ("签署", signatures(form["signatures"]) or "尚无人签署"),
        ),
    )


def suspension_facts(suspension: Told) -> Table:
    """A suspension that lasts."""
    return screen.facts(
        "中止",
        (
            ("编号", suspension["number"]),
            ("情形", (GROUNDS | ENDS)[suspension["ground"]]),
            ("自", minute(suspension["since"])),
        ),
    )


def results_table(results: Iterable[Told]) -> Table:
    """What came out of each item."""
    rows = [
        (
            f"{each['item']} {each['item_name']}",
            each["department_name"],
            ItemState(each["state"]).label,
            each["document"],
            each["reason"] or "\n".join(each["conditions"]),
            "\n".join(file["file_id"] for file in each["files"]),
        )
        for each in results
    ]
    return screen.table("办理结果", ("事项", "部门", "结果", "文号", "理由、条件", "文件"), rows)


def delivery_facts(case: Told) -> Table:
    """How the results went out, and under what the 办结单 was signed."""
    letters = "\n".join(
        f"{each['tracking_number']}（{minute(each['dispatched_at'])} 寄出{'，已丢失' if each['lost'] else ''}）"
        for each in case["letters"]
    )
    pairs = (("邮件", letters), ("签收人", case["received_by"]), ("办结单", signatures(case["completion"])))
    return screen.facts("结果交付", pairs)


def evaluations_table(given: Iterable[Told], bad: Told | None) -> Table:
    """Every evaluation, and how far the follow-up of a bad one is."""
    rows = [(EVALUATORS[each["evaluator"]], each["grade_name"], each["comment"], minute(each["at"])) for each in given]
    stage = f"；差评{GRADE_STAGES[bad['stage']]}" if bad else ""
    return screen.table(f"评价{stage}", ("评价人", "等次", "意见建议", "时间"), rows)
