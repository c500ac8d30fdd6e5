"""What applicant, agent and window do with a case as a matter of course: one act for where it stands."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from deploy.local.rehearsal.application_file import ApplicationFile

Account = Mapping[str, Any]
Moment = Literal["now", "office", "shut"]
"""At once | in office hours | once the offices are closed (see Scene.shut)."""

POST_DAYS = 1  # working days a letter is on its way
FOLLOW_UP_DAYS = 1  # working days until a bad grade is looked into, put right, and asked about
GRADE = "满意"  # offered by three grades as by five


class Usual(NamedTuple):
    """An act, and what is told of it."""

    operation: str
    order: Mapping[str, Any]
    said: str
    when: Moment = "now"
    days: float = 0
    """Working days until then."""


def usual(case: Account, file: ApplicationFile) -> Usual | None:
    """The next act; None while others have to act, or where the file says that nobody does."""
    if form := case["form"]:
        return Usual("sign", {"document": form["document"]}, f"双方签署 {form['number']}")
    if case["changes_to_confirm"]:
        return _confirm(case)
    if case["state"] in file.silent and case["state"] != "completed":
        return None
    match case["state"]:
        case "guiding":
            how = "video" if case["service"] == "remote" else "window"
            told = {"how": how, "content": "讲解办理条件、材料和流程", "finished": True}
            return Usual("guide", told, "辅导结束", "office")
        case "guided" | "delivered":
            return Usual("sign", {"document": "completion"}, "办结单已签", "office")
        case "completed":
            return _afterwards(case, file)
        case "results_ready" | "dispatched":
            return _hand_out(case)
        case _:
            return _enter(case)


def _enter(case: Account) -> Usual | None:
    """What brings a case to its acceptance, and corrections after it."""
    match case["state"]:
        case "checking":
            return Usual("check", {}, "窗口审核材料：齐全，符合要求", "shut")
        case "awaiting_materials":
            names = "、".join(lack["material"] for lack in case["missing"])
            told = f"一次性告知：缺 {len(case['missing'])} 项材料（{names}），申请人补齐"
            return Usual("supplement", {"materials": "all"}, told)
        case "awaiting_mandate":
            return Usual("sign", {"document": "mandate"}, f"委托协议已签，{case['agent']['title']}代办", "shut")
        case "awaiting_visit":
            return Usual("visit", {"window": "综合窗口"}, f"{case['agent']['title']}陪同到窗口递交", "shut")
        case "in_progress" if corrections := case["corrections"]:
            order = {"corrections": [int(item) for item in corrections], "note": "已按要求逐条补正"}
            return Usual("supplement", order, f"申请人提交补正：事项 {'、'.join(corrections)}")
    return None


def _confirm(case: Account) -> Usual:
    change = case["changes_to_confirm"][0]
    if change == "agent":
        told = f"申请人确认变更代办员：{case['agent']['title']}"
        return Usual("confirm-change", {"change": change, "who": handler(case)}, told, "office")
    return Usual("confirm-change", {"change": change, "who": case["agent"]["id"]}, "代办员确认变更经办人", "office")


def _hand_out(case: Account) -> Usual:
    if case["state"] == "dispatched":
        return Usual("confirm-receipt", {"received_by": handler(case)}, "邮件回执已签收", "office", POST_DAYS)
    method = case["application"]["delivery"]["method"]
    if method == "post":
        number = f"演练邮件-{case['case_number']}-{len(case['letters']) + 1}"
        again = "再次" if case["letters"] else ""
        return Usual("deliver", {"tracking_number": number}, f"结果已{again}邮寄", "office")
    told = "结果已上门送达" if method == "door" else "结果已当面递交"
    return Usual("deliver", {"received_by": handler(case), "identity_checked": True}, told, "office")


def _afterwards(case: Account, file: ApplicationFile) -> Usual | None:
    """Appraisal, the check of what was promised, evaluation, and what a bad grade asks for."""
    if any(duty["act"] == "appraise" for duty in case["waits_for"]):
        subjects = dict.fromkeys(name for result in case["results"] if (name := result["department_name"]))
        marks = [{"subject": name, "grade": 2} for name in subjects] or [{"subject": "综合窗口", "grade": 2}]
        return Usual("appraise", {"appraisals": marks}, f"代办员评议 {len(marks)} 个部门（窗口）", "office")
    for promise in case["promises"]:
        if promise["state"] == "open":
            order = {"promise_id": promise["promise_id"], "item": promise["item"], "note": "核查属实"}
            return Usual("keep-promise", order, f"核查承诺 {promise['promise_id']}：属实", "office")
    if bad := case["bad_grade"]:
        return _put_right(bad["stage"])
    given = any(each["evaluator"] == "applicant" for each in case["evaluations"])
    if given or "completed" in file.silent:
        return None
    return Usual("evaluate", {"grade": GRADE}, f"申请人评价：{GRADE}", "office")


def _put_right(stage: str) -> Usual | None:
    match stage:
        case "verify":
            order = {"finding": "true", "note": "情况属实"}
            return Usual("verify-grade", order, "差评核实：属实", "office", FOLLOW_UP_DAYS)
        case "rectify":
            return Usual("rectify", {"answer": "已当面致歉并改进"}, "差评整改完毕，已答复申请人", "office", FOLLOW_UP_DAYS)
        case "revisit":
            return Usual("revisit", {"satisfied": True, "note": "认可"}, "回访：申请人认可", "office", FOLLOW_UP_DAYS)
    return None


def handler(case: Account) -> str:
    """Name of who speaks for the applicant now."""
    name: str = case["application"]["applicant"]["handler"]["name"]
    return name
