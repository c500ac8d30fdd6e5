"""The mandate: signed by both, within scope and term, never passed on, taken back at any time; and who stands on either side."""

import pytest

from services.intake.domain.case import MandateMissing
from services.intake.domain.mandate import MandateState
from services.intake.domain.states import CaseState
from shared.contracts.intake import AgentAssigned, CaseAccepted, MandateSigned
from shared.contracts.interruptions import CaseResumed, CaseSuspended
from shared.contracts.mandate import ChangeConfirmed, ContactChanged, MandateEnded
from tests.unit.case_walk import Walk
from tests.unit.test_case_materials import names, refused

NEW_CONTACT = {"name": "新经办人", "phone": "13800000001", "email": "project@example.cn"}


def test_it_is_in_force_when_both_have_signed() -> None:
    walk = Walk()

    assert walk.sign("mandate", party="applicant") == []
    walk.sign("mandate", party="agent", method="seal")

    signed = next(fact for fact in walk.said if isinstance(fact, MandateSigned))
    assert {each.party: (each.who, each.how) for each in signed.signatures} == {
        "applicant": ("项目经办人", "hand"),
        "agent": ("综合代办员一号", "seal"),
    }
    assert signed.items == walk.case.application.items
    assert names(walk.said)[-1] == "case-accepted"


def test_it_may_be_signed_before_the_materials_are_complete() -> None:
    walk = Walk(materials=[])
    walk.sign("mandate")

    assert walk.case.state is CaseState.AWAITING_MATERIALS

    walk.act("supplement", materials="all")

    assert isinstance(walk.said[-1], CaseAccepted)


def test_nobody_signs_who_is_no_party() -> None:
    walk = Walk()

    fault = refused(lambda: walk.sign("mandate", signed_by="邻居"), "signed_by").faults[0]
    assert "项目经办人、法定代表人" in fault.remedy
    refused(lambda: walk.sign("mandate", agent="zh2"), "agent")


def test_an_electronic_signature_needs_its_file() -> None:
    refused(lambda: Walk().sign("mandate", method="electronic"), "file_id")
    refused(lambda: Walk().sign("mandate", method="electronic", file_id="f1"), "file_id")


def test_a_term_that_is_over_already_is_refused() -> None:
    refused(lambda: Walk().sign("mandate", until="2026-03-01"), "until")


def test_another_agent_may_not_act_for_the_mandate_is_not_passed_on() -> None:
    walk = Walk().accepted()
    walk.correction(4)

    found = refused(lambda: walk.act("supplement", corrections=[4], by="agent", agent="zh2"), "agent")

    assert "无转委托权" in found.faults[0].message


def test_an_agent_acts_only_for_the_items_of_the_mandate() -> None:
    walk = Walk().accepted()
    walk.case.mandate = walk.case.mandate.model_copy(update={"items": (5,)})
    walk.correction(4)

    with pytest.raises(MandateMissing, match="事项 4 不在委托范围内"):
        walk.act("supplement", corrections=[4], by="agent")

    walk.act("supplement", corrections=[4])


def test_the_applicant_takes_it_back_at_any_time_and_the_case_stands_still() -> None:
    walk = Walk().accepted()

    said = walk.act("revoke-mandate", reason="改由自己办理")

    assert [type(fact) for fact in said] == [MandateEnded, CaseSuspended]
    assert said[0].cause == "revoked"
    assert (walk.case.state, walk.case.suspension.ground) == (CaseState.SUSPENDED, "mandate_ended")
    refused(lambda: walk.act("resume", reason="继续"), "case_number")


def test_a_new_one_lets_it_go_on() -> None:
    walk = Walk().accepted()
    walk.act("revoke-mandate")

    said = walk.sign("mandate")

    assert [type(fact) for fact in said] == [MandateSigned, CaseResumed]
    assert walk.case.state is CaseState.IN_PROGRESS


def test_it_runs_out_at_its_last_day_unless_it_is_renewed() -> None:
    walk = Walk()
    walk.sign("mandate", until="2026-03-13")
    walk.act("renew-mandate", until="2026-03-20")

    walk.pass_days(17)
    assert walk.case.mandate.state is MandateState.IN_FORCE

    said = walk.pass_days(7)
    assert [fact.cause for fact in said if isinstance(fact, MandateEnded)] == ["expired"]
    assert walk.case.state is CaseState.SUSPENDED


def test_before_it_runs_out_both_are_warned() -> None:
    walk = Walk()
    walk.sign("mandate", until="2026-03-13")

    lit = [fact for fact in walk.pass_days(11) if fact.name == "duty-lit" and fact.duty == "term"]

    assert [fact.light for fact in lit] == ["yellow", "red"]
    assert lit[0].actors == ("applicant", "agent")


def test_what_is_ready_is_handed_out_by_the_window_when_there_is_no_mandate_any_more() -> None:
    walk = Walk().accepted()
    walk.decided()
    walk.act("revoke-mandate")
    refused(lambda: walk.act("deliver", received_by="项目经办人", identity_checked=True, agent="zh1"), "agent")

    walk.act("deliver", received_by="项目经办人", identity_checked=True)

    assert (walk.said[-1].name, walk.said[-1].by) == ("result-delivered", "window")


def test_it_ends_by_itself_when_the_results_are_delivered_and_signed_for() -> None:
    walk = Walk().completed()

    assert [fact.cause for fact in walk.said if isinstance(fact, MandateEnded)] == ["fulfilled"]


def test_another_agent_is_told_with_the_reason_and_confirmed() -> None:
    walk = Walk().accepted()

    walk.change_agent("absence")

    assigned = walk.said[-1]
    assert isinstance(assigned, AgentAssigned)
    assert (assigned.agent.id, assigned.before.id, assigned.cause) == ("zh2", "zh1", "absence")
    assert walk.case.duties["confirm-agent"].actors == ("applicant",)
    refused(lambda: walk.act("confirm-change", change="agent", who="邻居"), "signed_by")

    walk.act("confirm-change", change="agent", who="项目经办人")

    assert isinstance(walk.said[-1], ChangeConfirmed)
    assert "confirm-agent" not in walk.case.duties
    refused(lambda: walk.act("confirm-change", change="agent", who="项目经办人"), "change")


def test_another_contact_needs_an_authorisation_and_is_confirmed_by_the_agent() -> None:
    walk = Walk().accepted()
    refused(lambda: walk.act("change-contact", contact=NEW_CONTACT), "authorisation")
    refused(lambda: walk.act("change-contact", contact=NEW_CONTACT, authorisation="2026-04-01"), "authorisation")

    walk.act("change-contact", contact=NEW_CONTACT, authorisation="2026-03-01")

    changed = walk.said[-1]
    assert isinstance(changed, ContactChanged)
    assert (changed.contact, changed.before, changed.phone) == ("新经办人", "项目经办人", "138****0001")
    walk.act("confirm-change", change="contact", who="zh1")
    refused(lambda: walk.sign("suspension", signed_by="项目经办人"), "document")


def test_a_signature_for_one_agent_is_none_for_another() -> None:
    walk = Walk()
    walk.sign("mandate", party="applicant")
    walk.change_agent()

    walk.sign("mandate", party="agent")

    assert walk.case.state is CaseState.AWAITING_MANDATE


def test_who_has_lost_the_mandate_draws_up_no_forms() -> None:
    walk = Walk().accepted()
    walk.act("revoke-mandate")

    refused(lambda: walk.act("terminate", ground="not_feasible", reason="选址不可行", by="agent"), "agent")
    walk.act("terminate", ground="applicant_ends", reason="项目取消", by="applicant")


def test_without_a_mandate_the_next_act_is_a_new_one() -> None:
    walk = Walk().accepted()

    walk.act("revoke-mandate")

    assert walk.case.duties["suspension"].act == "sign-mandate"
    assert walk.case.next_step.startswith("请签订委托协议")


def test_one_party_does_not_change_what_the_other_has_signed() -> None:
    walk = Walk()
    walk.sign("mandate", party="agent", until="2026-11-30")

    refused(lambda: walk.sign("mandate", party="applicant", until="2027-11-30"), "until")
    walk.sign("mandate", party="applicant")

    assert walk.case.mandate.until.isoformat() == "2026-11-30"


def test_what_both_have_signed_stays_on_file_when_it_is_over() -> None:
    walk = Walk().accepted()

    walk.act("revoke-mandate")

    before = walk.case.mandate_before
    assert {each.party for each in before.signatures} == {"applicant", "agent"}
    assert before.state is MandateState.REVOKED


def test_the_new_contacts_authorisation_is_on_file() -> None:
    walk = Walk().accepted()

    walk.act("change-contact", contact=NEW_CONTACT, authorisation="2026-03-01")

    assert walk.case.application.authorisation.holder == "新经办人"
