"""The kinds of service as state machines: which act is possible in which state, by whom, and where it leads.

One table per kind; refusals, the receipt's next step and the diagrams of the README are all read from it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from services.intake.domain.states import EARLY, ENDING, OPEN, CaseState
from shared.contracts.application import ServiceKind
from shared.contracts.common import ACTORS, Actor


class Transition(NamedTuple):
    """An act, where it is possible, where it may lead, and who may do it."""

    act: str
    sources: tuple[CaseState, ...]
    targets: tuple[CaseState, ...]
    """Empty: the state stays."""
    by: tuple[Actor, ...]
    said: str
    """The act in Chinese, as a verb."""
    asked: bool = True
    """It is a request that somebody can make; else it follows from news or from the clock."""


S = CaseState
HANDING_OUT: Final = (S.RESULTS_READY, S.DISPATCHED, S.DELIVERED)
AA: Final[tuple[Actor, ...]] = ("applicant", "agent")
AGENT_OR_WINDOW: Final[tuple[Actor, ...]] = ("agent", "window")

ANY: Final = (
    Transition("attach", OPEN, (), ("applicant", "agent", "window", "department"), "提交文件"),
    Transition("change-agent", OPEN, (), ("section_head", "agent"), "变更代办员"),
    Transition("change-contact", OPEN, (), ("applicant",), "变更经办人"),
    Transition("confirm-change", OPEN, (), AA, "确认变更"),
)
"""Possible in every open state of every kind."""

AFTERWARDS: Final = (
    Transition("evaluate", (S.COMPLETED,), (S.CLOSED,), ("applicant", "agent", "section_head"), "评价"),
    Transition("verify-grade", (S.COMPLETED,), (), ("section_head", "vice_head"), "核实差评"),
    Transition("rectify", (S.COMPLETED,), (), ("section_head",), "整改差评"),
    Transition("revisit", (S.COMPLETED,), (S.CLOSED,), ("section_head",), "回访"),
    Transition("close", (S.COMPLETED,), (S.CLOSED,), ("clock",), "结案", asked=False),
)
"""Completed: evaluation, and what a bad grade asks for."""

GUIDANCE: Final = (
    *ANY,
    Transition("guide", (S.GUIDING,), (S.GUIDED,), ("agent",), "记录辅导"),
    Transition("withdraw", (S.GUIDING,), (S.CLOSED,), ("applicant",), "撤回申请"),
    Transition("sign-completion", (S.GUIDED,), (S.COMPLETED,), AA, "签署办结单"),
    *AFTERWARDS,
)
"""事前辅导 and 远程: the agent explains until nothing is left to be explained; nothing is handed in."""


def _served(waiting: CaseState, *own: Transition) -> tuple[Transition, ...]:
    """What 帮办 and 代办 have in common; `waiting` is where a case with all its materials waits for what is their own."""
    early = (S.CHECKING, S.AWAITING_MATERIALS, waiting)
    running = (*early, S.IN_PROGRESS)
    complete = (waiting, S.IN_PROGRESS) if waiting is S.AWAITING_MANDATE else (waiting,)
    stopped = (*running, S.SUSPENDED)
    return (
        *ANY,
        Transition("check", (S.CHECKING,), (S.AWAITING_MATERIALS, *complete), ("window", "agent"), "审核材料"),
        Transition("deem", (S.CHECKING,), complete, ("clock",), "视为受理", asked=False),
        Transition("supplement", (S.AWAITING_MATERIALS,), (S.CHECKING, *complete), AA, "补齐材料"),
        Transition("promise", (S.AWAITING_MATERIALS,), complete, ("applicant",), "书面承诺（容缺受理、告知承诺）"),
        Transition("keep-promise", (*stopped, *HANDING_OUT), (), AGENT_OR_WINDOW, "登记承诺的履行"),
        Transition("break", (waiting,), (S.AWAITING_MATERIALS,), ("window", "clock"), "承诺未履行", asked=False),
        Transition("keep-promise", (S.COMPLETED,), (S.CLOSED,), AGENT_OR_WINDOW, "登记承诺的履行"),
        Transition("return-originals", OPEN, (), AGENT_OR_WINDOW, "退还原件"),
        *own,
        Transition("correct", (S.IN_PROGRESS,), (), AA, "提交补正"),
        Transition("add-items", (S.IN_PROGRESS,), (), AA, "增办事项"),
        Transition("follow-up", (S.IN_PROGRESS, *ENDING, S.COMPLETED), (), ("agent", "section_head"), "登记跟踪情况"),
        Transition("gather", (S.IN_PROGRESS,), (S.RESULTS_READY,), ("department",), "汇集结果", asked=False),
        Transition("suspend", running, (), AA, "填写中止单"),
        Transition("sign-suspension", running, (S.SUSPENDED,), AA, "签署中止单"),
        Transition("resume", (S.SUSPENDED,), running, AA, "恢复办理"),
        Transition("terminate", stopped, (), AA, "填写终止单"),
        Transition("sign-termination", stopped, (S.TERMINATED, S.CLOSED), AA, "签署终止单"),
        Transition("cancel-form", stopped, (), AA, "作废未生效的中止单、终止单"),
        Transition("withdraw", stopped, (S.WITHDRAWN, S.CLOSED), ("applicant",), "撤件"),
        Transition("withdraw", (S.AWAITING_MATERIALS,), complete, ("applicant",), "撤件"),
        Transition("expire", (S.SUSPENDED,), (S.TERMINATED, S.CLOSED), ("clock",), "中止期满终止", asked=False),
        Transition("give-back", ENDING, (S.RESULTS_READY, S.CLOSED), ("department",), "撤回完毕", asked=False),
        Transition("deliver", (S.RESULTS_READY,), (S.DISPATCHED, S.DELIVERED, S.CLOSED), AGENT_OR_WINDOW, "交付结果"),
        Transition("confirm-receipt", (S.DISPATCHED,), (S.DELIVERED, S.CLOSED), (*AA, "window"), "确认邮件回执"),
        Transition("report-lost", (S.DISPATCHED,), (S.RESULTS_READY,), (*AA, "window"), "登记邮件丢失"),
        Transition("sign-completion", (S.DELIVERED,), (S.COMPLETED,), AA, "签署办结单"),
        Transition("appraise", HANDING_OUT, (), ("agent",), "评议部门和窗口"),
        Transition("appraise", (S.COMPLETED,), (S.CLOSED,), ("agent",), "评议部门和窗口"),
        *AFTERWARDS,
    )


ACCOMPANY: Final = _served(
    S.AWAITING_VISIT,
    Transition("visit", (S.AWAITING_VISIT,), (S.IN_PROGRESS,), ("agent",), "陪同到窗口递交"),
)
"""帮办: the agent leads the applicant to the window; the applicant acts himself, so there is no mandate."""

RUNNING: Final = (*EARLY, S.IN_PROGRESS)
AGENCY: Final = _served(
    S.AWAITING_MANDATE,
    Transition("sign-mandate", (S.CHECKING, S.AWAITING_MATERIALS), (), AA, "签订委托协议"),
    Transition("sign-mandate", (S.AWAITING_MANDATE,), (S.IN_PROGRESS,), AA, "签订委托协议"),
    Transition("sign-mandate", (S.SUSPENDED,), (S.IN_PROGRESS,), AA, "签订委托协议"),
    Transition("renew-mandate", (*RUNNING, S.SUSPENDED, *HANDING_OUT), (), AA, "续签委托协议"),
    Transition("revoke-mandate", (*EARLY, S.SUSPENDED, *HANDING_OUT), (), ("applicant",), "撤销委托"),
    Transition("revoke-mandate", (S.IN_PROGRESS,), (S.SUSPENDED,), ("applicant",), "撤销委托"),
    Transition("lapse", (*EARLY, S.SUSPENDED), (), ("clock",), "委托到期", asked=False),
    Transition("lapse", (S.IN_PROGRESS,), (S.SUSPENDED,), ("clock",), "委托到期", asked=False),
)
"""代办, whole or by stage: the agent does it all within a mandate signed by both."""

MACHINES: Final[Mapping[ServiceKind, tuple[Transition, ...]]] = {
    "coaching": GUIDANCE,
    "accompany": ACCOMPANY,
    "agency": AGENCY,
    "remote": GUIDANCE,
}
STARTS: Final[Mapping[ServiceKind, tuple[CaseState, ...]]] = {
    "coaching": (S.GUIDING,),
    "remote": (S.GUIDING,),
    "accompany": (S.CHECKING, S.AWAITING_MATERIALS, S.AWAITING_VISIT),
    "agency": (S.CHECKING, S.AWAITING_MATERIALS, S.AWAITING_MANDATE),
}
"""Where submit may lead."""
WAITS: Final[Mapping[CaseState, str]] = {
    S.IN_PROGRESS: "各部门办理中",
    S.TERMINATED: "各部门正在撤回本件，完毕后自动结案",
    S.WITHDRAWN: "各部门正在撤回本件，完毕后自动结案",
    S.COMPLETED: "等待申请人评价，到期自动结案",
}
"""What is waited for where nobody at the window has to act."""
BOX: Final = "running"
NAMES: Final[Mapping[ServiceKind, str]] = {"coaching": "事前辅导", "accompany": "帮办", "agency": "代办", "remote": "远程指导"}


def transitions(kind: ServiceKind, act: str) -> list[Transition]:
    """The act in this kind's table; empty where the kind does not know it."""
    return [each for each in MACHINES[kind] if each.act == act]


def possible(kind: ServiceKind, state: CaseState) -> Iterator[Transition]:
    """What can be done now, in the order of the table."""
    return (each for each in MACHINES[kind] if state in each.sources)


def next_step(kind: ServiceKind, state: CaseState, due: Collection[str] = (), idle: Collection[str] = ()) -> str:
    """What is to be done now and by whom, and what else is possible, in Chinese.

    `due` are the acts that duties ask for; `idle` are acts that there is nothing for at the moment.
    """
    if state is CaseState.CLOSED:
        return "本件已结案归档，无需再办"
    ways = [each for each in possible(kind, state) if each.asked and each not in ANY and each.act not in idle]
    first, others = [each for each in ways if each.act in due], [each for each in ways if each.act not in due]
    told = [f"请{_listed(first)}"] if first else [WAITS.get(state, "等待到期自动办理")]
    return "。".join([*told, *([f"也可以：{_listed(others)}"] if others else [])])


def _listed(ways: Iterable[Transition]) -> str:
    told = (f"{each.said}（{'、'.join(ACTORS[who] for who in each.by)}：{each.act}）" for each in ways)
    return "；".join(dict.fromkeys(told))


def mermaid(kind: ServiceKind) -> str:
    """The machine as a Mermaid state diagram; acts that keep the state everywhere are left out.

    What is possible in every state of `RUNNING` is drawn once, from the box around them.
    """
    table = [each for each in MACHINES[kind] if each.targets]
    used = {*STARTS[kind], *(state for each in table for state in (*each.sources, *each.targets))}
    inside = [state for state in RUNNING if state in used]
    named = {state: f'state "{state.label} {state}" as {state}' for state in CaseState if state in used}
    lines = ["stateDiagram-v2", *(f"    {name}" for state, name in named.items() if state not in inside)]
    if inside:
        lines += [f"    state {BOX} {{", *(f"        {named[state]}" for state in inside), "    }"]
    lines += [f"    [*] --> {state} : submit" for state in STARTS[kind]]
    arrows: dict[tuple[str, str], list[str]] = {}
    for each in table:
        boxed = bool(inside) and {*inside} <= {*each.sources}
        sources = [BOX, *(state for state in each.sources if state not in inside)] if boxed else [*each.sources]
        for arrow in ((source, target) for source in sources for target in each.targets):
            arrows.setdefault(arrow, []).append(f"{each.act} ({', '.join(each.by)})")
    lines += [f"    {source} --> {target} : {'; '.join(acts)}" for (source, target), acts in arrows.items()]
    return "\n".join([*lines, f"    {CaseState.CLOSED} --> [*]"])
