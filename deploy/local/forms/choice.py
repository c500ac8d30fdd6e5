"""Which forms there are, which of them a case has by now, and who keeps which copy."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple

from deploy.local.forms.on_paper import CaseOnPaper
from shared.errors import Refused, refuse

Document = Literal[
    "application",
    "receipt",
    "deficiency",
    "tolerance",
    "agreement",
    "authorisation",
    "commitment",
    "suspension",
    "termination",
    "delivery",
    "completion",
    "evaluation",
]
NAMES: Final[Mapping[Document, str]] = {
    "application": "代办帮办服务申请表",
    "receipt": "申请材料接收回执",
    "deficiency": "一次性告知书",
    "tolerance": "容缺受理、告知承诺的承诺书和通知书",
    "agreement": "委托协议",
    "authorisation": "授权委托书",
    "commitment": "代办帮办服务承诺书",
    "suspension": "中止单",
    "termination": "终止单",
    "delivery": "结果交付通知单",
    "completion": "办结单",
    "evaluation": "评价表",
}


class Sheet(NamedTuple):
    """One copy of a form: one page or more of its own."""

    label: str = ""
    """第一联 …; empty where there is one copy only."""
    keeper: str = ""
    """Who keeps it."""
    part: str = ""
    """Which part of the form it is, where not every copy says the same."""
    about: Mapping[str, Any] = {}
    """What this sheet is about, where the case has several of its kind."""


class Form(NamedTuple):
    """A form as one source has it."""

    template: str
    source: str
    """Where its wording comes from."""
    sheets: Callable[[CaseOnPaper, str], list[Sheet]]
    """The copies that this case has. Errors: Refused, where it has none yet."""


def form_of(document: Document, case: CaseOnPaper) -> Form:
    """The form that the centre of the case prints (centre.yaml, forms)."""
    chosen = case.centre.forms
    styles: dict[str, str] = {
        "application": chosen.application.value,
        "agreement": chosen.agreement.value,
        "completion": chosen.completion.value,
    }
    return FORMS[document, styles.get(document, "")]


REGULATION: Final = "鄂尔多斯市咨询、辅导、协调、代办服务规定（试行）"
HELP_YOU: Final = "鄂尔多斯市“蒙速办·帮您办”工作实施方案"
ONE_TO_ONE: Final = "巴林左旗招商引资及重点投资项目“一对一”代办帮办工作方案"
OWN: Final = "自拟文本，依据"
ARCHIVED = (Sheet("第一联", "代办机构存档"), Sheet("第二联", "建设单位留存"))
"""As the notes under the forms of 服务规定 (seed 000) say; the 存根 stays with whoever fills the form in."""
HELPED = (Sheet("第一联", "申请人留存"), Sheet("第二联", "代办帮办服务机构留存"))
"""As “帮您办”方案 附件7 says (seed 003)."""
FILED = (Sheet("第一联", "申请人留存"), Sheet("第二联", "窗口存档"))
"""Of the forms that no source words: ours."""


def _one(_case: CaseOnPaper, _number: str) -> list[Sheet]:
    return [Sheet()]


def _receipt(_case: CaseOnPaper, _number: str) -> list[Sheet]:
    return list(FILED)


def _agreement(*sheets: Sheet) -> Callable[[CaseOnPaper, str], list[Sheet]]:
    def mandated(case: CaseOnPaper, _number: str) -> list[Sheet]:
        if case.told["mandate"] is None:
            remedy = "只有代办签订委托协议；申请表（application）、承诺书（commitment）可以打印"
            raise _none("本件的服务方式没有委托，不签委托协议", remedy)
        return list(sheets)

    return mandated


def _authorised(case: CaseOnPaper, _number: str) -> list[Sheet]:
    if case.form["authorisation"] is None:
        raise _none("本件没有授权委托书", "经办人为法定代表人或本人的不需要；变更经办人（change-contact）时须提交")
    return [Sheet()]


def _deficient(case: CaseOnPaper, _number: str) -> list[Sheet]:
    if not case.told["missing"]:
        raise _none("目前没有缺少或不符的材料", "审核材料（check）发现缺少或不符后即可打印")
    return list(FILED)


def _promised(case: CaseOnPaper, _number: str) -> list[Sheet]:
    tolerated = [Sheet(part="promise"), *(sheet._replace(part="notice") for sheet in FILED)]
    parts = {"tolerance": tolerated, "commitment": [Sheet(part="commitment")]}
    sheets = [sheet for kind, part in parts.items() if case.promised(kind) for sheet in part]
    if not sheets:
        raise _none("本件没有书面承诺", "申请人书面承诺（promise）后即可打印")
    return sheets


def _stopped(
    document: Literal["suspension", "termination"], act: str, *sheets: Sheet
) -> Callable[[CaseOnPaper, str], list[Sheet]]:
    """The form that waits for signatures, else the last that took effect; or the one of that number."""

    def drawn(case: CaseOnPaper, number: str) -> list[Sheet]:
        waiting = [case.told["form"]] if case.told["form"] else []
        found = [each for each in (*case.told["papers"], *waiting) if each["document"] == document]
        wanted = [each for each in found if number in ("", each["number"])]
        if not wanted:
            others = "、".join(each["number"] for each in found)
            remedy = f"已有的编号：{others}" if found else f"填写（{act}）后即可打印"
            raise _none(f"本件没有{NAMES[document]}{number}", remedy)
        paper = wanted[-1]
        if paper.get("unsigned") and not paper["signatures"]:
            raise _none(f"{paper['number']} 没有填单：{paper['unsigned']}", "办件的经过见 daiban case，各次通知见 daiban notices")
        return [sheet._replace(about=paper) for sheet in sheets]

    return drawn


def _delivered(case: CaseOnPaper, _number: str) -> list[Sheet]:
    if not case.told["results_at"]:
        raise _none("办理结果还没有到窗口", "各事项办结、结果到窗口后即可打印")
    return [Sheet()]


def _completed(*sheets: Sheet) -> Callable[[CaseOnPaper, str], list[Sheet]]:
    def over(case: CaseOnPaper, _number: str) -> list[Sheet]:
        if case.told["state"] not in ("delivered", "guided", "completed") and not case.told["completion"]:
            raise _none("本件还没有到办结这一步", "办理结果交付（deliver）后，或辅导结束后即可打印")
        return list(sheets)

    return over


def _evaluated(case: CaseOnPaper, _number: str) -> list[Sheet]:
    if not case.told["completed_at"]:
        raise _none("本件尚未办结，还不能评价", "双方签署办结单（sign … completion）后即可打印")
    return [Sheet(about=each) for each in case.told["evaluations"]] or [Sheet()]


def _none(message: str, remedy: str) -> Refused:
    return refuse("文书", message, remedy)


STUB: Final = Sheet(part="stub")
FORMS: Final[Mapping[tuple[Document, str], Form]] = {
    ("application", "help_you"): Form("application_help_you", f"{HELP_YOU} 附件4", _one),
    ("application", "neixiang"): Form("application_neixiang", "内乡县“事前辅导、帮办代办”工作的指导意见（试行） 附件1", _one),
    ("receipt", ""): Form("receipt", f"{OWN}行政许可法 第三十二条", _receipt),
    ("deficiency", ""): Form("deficiency", f"{OWN}行政许可法 第三十二条（四）", _deficient),
    ("tolerance", ""): Form("tolerance", f"{OWN}容缺受理、告知承诺的通行做法", _promised),
    ("agreement", "regulation"): Form(
        "agreement_regulation", f"{REGULATION}所附代办委托协议", _agreement(Sheet("甲方执", "委托方"), Sheet("乙方执", "受托方"))
    ),
    ("agreement", "one_to_one"): Form("agreement_one_to_one", f"{ONE_TO_ONE} 附件1", _agreement(Sheet())),
    ("authorisation", ""): Form("authorisation", f"{HELP_YOU} 附件5", _authorised),
    ("commitment", ""): Form("commitment", f"{HELP_YOU} 附件6", _one),
    ("suspension", ""): Form("suspension", f"{REGULATION}所附代办服务中止单", _stopped("suspension", "suspend", *ARCHIVED, STUB)),
    ("termination", ""): Form("termination", f"{HELP_YOU} 附件9", _stopped("termination", "terminate", *HELPED)),
    ("delivery", ""): Form("delivery", f"{ONE_TO_ONE} 附件2", _delivered),
    ("completion", "regulation"): Form("completion_regulation", f"{REGULATION}所附代办服务办结单", _completed(*ARCHIVED, STUB)),
    ("completion", "help_you"): Form("completion_help_you", f"{HELP_YOU} 附件7", _completed(*HELPED)),
    ("evaluation", ""): Form("evaluation", f"{HELP_YOU} 附件8", _evaluated),
}
"""By document and style; the style is empty where there is only one."""
