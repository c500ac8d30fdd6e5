"""The machines of the kinds of service, walked at random: no state without a way out, no act out of place, no silence."""

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import services.intake
from services.intake.domain.case import Case
from services.intake.domain.machine import MACHINES, STARTS, mermaid, possible
from services.intake.domain.mandate import MandateState
from services.intake.domain.states import CaseState
from services.intake.domain.watching import idle
from shared.contracts.application import ServiceKind
from shared.contracts.intake import CaseClosed
from shared.errors import Refused
from tests.unit.case_walk import Walk

KINDS = get_args(ServiceKind)
GUIDED = (CaseState.GUIDING, CaseState.GUIDED, CaseState.COMPLETED)
ITEMS = [5, 24, 22]
FIRST, LATER, PROOF = "企业基本情况", "日照/交通等专项", "拆迁进度符合施工要求承诺"


def lacking() -> list[str]:
    """Names of the materials of the items, without the first one and those that may follow."""
    asked = [each.material for each in Walk(items=ITEMS).case.materials]
    return [name for name in asked[1:] if name not in (LATER, PROOF)]


ACTS: dict[str, Callable[[Walk], object]] = {
    "check": lambda walk: walk.act("check"),
    "check that finds something": lambda walk: walk.act("check", missing=[walk.case.materials[0].material]),
    "supplement all": lambda walk: walk.act("supplement", materials="all"),
    "supplement by the agent": lambda walk: walk.act("supplement", materials="all", by="agent"),
    "sign the mandate": lambda walk: walk.sign("mandate"),
    "sign it for some days": lambda walk: walk.sign("mandate", until=(walk.clock.now().date()).isoformat()),
    "sign it as the applicant": lambda walk: walk.sign("mandate", party="applicant"),
    "renew": lambda walk: walk.act("renew-mandate"),
    "revoke": lambda walk: walk.act("revoke-mandate"),
    "another agent": lambda walk: walk.change_agent(),
    "another contact": lambda walk: walk.act(
        "change-contact", contact={"name": "新经办人", "phone": "13800000001"}, authorisation="2026-03-01"
    ),
    "confirm": lambda walk: walk.act("confirm-change", change="agent", who=walk.case.application.applicant.handler.name),
    "promise": lambda walk: walk.promise(LATER),
    "promise a proof": lambda walk: walk.promise(PROOF, item=22, kind="commitment"),
    "keep": lambda walk: walk.act("keep-promise", promise_id="P1", item=24),
    "not kept": lambda walk: walk.act("keep-promise", promise_id="P1", item=24, kept=False, note="不是承诺的材料"),
    "guide": lambda walk: walk.act("guide", how="video", content="讲解填报"),
    "guide to the end": lambda walk: walk.act("guide", how="window", content="讲解材料", finished=True),
    "visit": lambda walk: walk.act("visit", window="综合窗口"),
    "suspend": lambda walk: walk.act("suspend", ground="fees_unpaid", reason="未缴水土保持补偿费"),
    "pause": lambda walk: walk.act("suspend", ground="applicant_pauses", reason="资金未到位", by="applicant"),
    "sign the suspension": lambda walk: walk.sign("suspension"),
    "sign it alone": lambda walk: walk.sign("suspension", party="applicant"),
    "resume": lambda walk: walk.act("resume", reason="费用已缴"),
    "terminate": lambda walk: walk.act("terminate", ground="not_feasible", reason="选址不可行", by="agent"),
    "end it": lambda walk: walk.act("terminate", ground="applicant_ends", reason="项目取消", by="applicant"),
    "sign the termination": lambda walk: walk.sign("termination"),
    "cancel the form": lambda walk: walk.act("cancel-form", document="suspension", reason="填错"),
    "withdraw one": lambda walk: walk.act("withdraw", items=[24], reason="不再需要"),
    "withdraw all": lambda walk: walk.act("withdraw", reason="项目取消"),
    "correction": lambda walk: walk.correction(),
    "correct": lambda walk: walk.act("supplement", corrections=[24]),
    "decided": lambda walk: walk.decided(),
    "recalled": lambda walk: walk.recalled(),
    "deliver": lambda walk: walk.act(
        "deliver", received_by=walk.case.application.applicant.handler.name, identity_checked=True, method="in_person"
    ),
    "post": lambda walk: walk.act("deliver", method="post", tracking_number=f"EMS{len(walk.case.letters)}"),
    "lost": lambda walk: walk.act("report-lost", reason="查无此件"),
    "receipt": lambda walk: walk.act("confirm-receipt", received_by="收发室"),
    "return originals": lambda walk: walk.act("return-originals", received_by="项目经办人"),
    "sign the completion": lambda walk: walk.sign("completion"),
    "follow up": lambda walk: walk.act("follow-up", note="自然资源局已踏勘"),
    "appraise": lambda walk: walk.act("appraise", appraisals=[{"subject": "综合窗口", "grade": 1}]),
    "evaluate": lambda walk: walk.evaluate("满意"),
    "evaluate badly": lambda walk: walk.evaluate("不满意"),
    "evaluate oneself": lambda walk: walk.evaluate("非常满意", "self"),
    "verify": lambda walk: walk.act("verify-grade", finding="true", note="情况属实"),
    "unfounded": lambda walk: walk.act("verify-grade", finding="unfounded", note="查无此事"),
    "rectify": lambda walk: walk.act("rectify", answer="已改进"),
    "revisit": lambda walk: walk.act("revisit", satisfied=True),
    "not satisfied": lambda walk: walk.act("revisit", satisfied=False, note="仍不满意"),
    "a day": lambda walk: walk.pass_days(1),
    "a week": lambda walk: walk.pass_days(7),
    "a month": lambda walk: walk.pass_days(30),
}


def walks(kind: ServiceKind, channel: str, missing: list[str]) -> Walk:
    return Walk(
        service=kind,
        items=ITEMS,
        channel=channel,
        materials=[name for name in [*lacking(), FIRST, LATER, PROOF] if name not in missing],
        originals=lacking()[:1],
        delivery={"method": "post", "address": "准格尔旗薛家湾镇1号"},
    )


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(KINDS),
    st.sampled_from(["window", "site"]),
    st.lists(st.sampled_from([FIRST, LATER, PROOF]), unique=True),
    st.lists(st.sampled_from(sorted(ACTS)), max_size=40),
)
def test_however_a_case_is_treated_somebody_has_to_act_and_there_is_a_way_to_its_end(kind, channel, missing, acts) -> None:
    walk = walks(kind, channel, missing)
    for name in acts:
        before = walk.case
        if refused := refusal(ACTS[name], walk):
            assert all(fault.message and fault.remedy for fault in refused.faults), (name, refused)
            assert walk.case is before
        watched(walk.case)

    walk.finish()

    closings = [fact for fact in walk.said if isinstance(fact, CaseClosed)]
    assert closings == [walk.said[-1]]
    assert walk.case.duties == {}


def refusal(act: Callable[[Walk], object], walk: Walk) -> Refused | None:
    try:
        act(walk)
    except Refused as refused:
        return refused
    return None


def watched(case: Case) -> None:
    """Every open case has somebody who must do something that is possible now, and an alarm that is alive."""
    if case.state is CaseState.CLOSED:
        assert not case.duties
        return
    ways = {each.act for each in possible(case.application.service, case.state)}
    assert case.duties, case.state
    assert case.next_alarm() is not None
    sound(case, ways)
    for duty in case.duties.values():
        assert duty.actors
        assert duty.act in ways, (case.state, duty.key, duty.act)
        assert duty.act not in idle(case) or duty.key.startswith("P"), (case.state, duty.key, duty.act)


def sound(case: Case, ways: set[str]) -> None:
    """What the case says of itself agrees with its state."""
    in_force = case.mandate is not None and case.mandate.state is MandateState.IN_FORCE
    open_promises = {(each.promise.item, each.promise.material) for each in case.promises if each.state == "open"}
    assert (case.suspension is not None) == (case.state is CaseState.SUSPENDED)
    assert case.missing or case.state is not CaseState.AWAITING_MATERIALS
    assert not case.missing or case.state in (CaseState.CHECKING, CaseState.AWAITING_MATERIALS, CaseState.SUSPENDED, *GUIDED)
    assert not in_force or case.state is not CaseState.AWAITING_MANDATE
    assert in_force or case.application.service != "agency" or case.state is not CaseState.IN_PROGRESS
    assert case.form is None or f"sign-{case.form.document}" in ways
    if not case.accepted_at:
        assert {(each.item, each.material) for each in case.materials if each.state == "promised"} == open_promises
    if case.state is CaseState.SUSPENDED and case.suspension:
        assert "resume" not in idle(case) or not in_force
        assert not [key for key in case.duties if key.startswith(("P", "check", "deem", "correct"))]


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_of_a_kind_can_be_reached_and_leads_to_its_end(kind) -> None:
    leads = {(source, target) for each in MACHINES[kind] for source in each.sources for target in each.targets}
    reached = set(STARTS[kind])
    while more := {target for source, target in leads if source in reached} - reached:
        reached |= more
    ending = {CaseState.CLOSED}
    while more := {source for source, target in leads if target in ending} - ending:
        ending |= more
    known = {state for each in MACHINES[kind] for state in each.targets}

    assert known <= reached
    assert reached <= ending


@pytest.mark.parametrize("kind", KINDS)
def test_the_readme_shows_the_machine_as_it_is(kind) -> None:
    readme = (Path(services.intake.__file__).parent / "README.md").read_text(encoding="utf-8")

    assert mermaid(kind) in readme
