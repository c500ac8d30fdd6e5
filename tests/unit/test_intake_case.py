import pytest

from services.intake.domain.case import Case, MandateMissing, WrongState
from services.intake.domain.materials import missing
from services.intake.domain.states import CaseState
from shared.contracts import intake as say
from shared.contracts.application import Application
from shared.contracts.intake import Agent, AttachedFile, ItemResult, Missing
from shared.errors import Refused
from tests.unit.test_intake_form import GOOD

NUMBER = "150622-20260302-000001"
NOW = "2026-03-02T09:00:00+08:00"
LACK = Missing(item=4, item_name="固定资产投资项目节能审查", material="节能报告", how_to="请提交节能报告")
FILED = ItemResult(item=5, item_name="企业投资项目备案", state="11")
RESULT = ItemResult(item=4, item_name="固定资产投资项目节能审查", state="11", document="准发改能审〔2026〕1号")


def new_case(*lacks, delivery=None):
    form = GOOD | ({"delivery": delivery} if delivery else {})
    return Case(
        id=NUMBER,
        centre="150622",
        submission="s1",
        application=Application.model_validate(form),
        submitted_at=NOW,
        agent=Agent(id="zh1", title="综合代办员一号"),
        missing=lacks,
    )


def sign(case, document="mandate", **how):
    return case.sign(say.SignDocument(case_number=NUMBER, document=document, **how), NOW)


def accepted(**how):
    case = new_case(**how)
    case.submitted()
    sign(case)
    return case


def names(facts):
    return [fact.name for fact in facts]


def test_a_complete_application_waits_for_the_mandate():
    case = new_case()

    assert names(case.submitted()) == ["case-submitted", "agent-assigned"]
    assert case.state is CaseState.AWAITING_MANDATE


def test_everything_missing_is_told_once_and_completely():
    case = new_case(LACK)

    facts = case.submitted()

    assert names(facts) == ["case-submitted", "agent-assigned", "deficiency-notified"]
    assert facts[-1].missing == (LACK,)


def test_what_was_not_brought_is_missing_for_every_item_that_asks_for_it():
    checklist = {
        4: ("节能审查", [("节能报告", "请提交节能报告"), ("申请文件", "请填写")]),
        5: ("备案", [("节能报告", "请提交节能报告")]),
    }

    assert [(lack.item, lack.material) for lack in missing(checklist, ["申请文件"])] == [(4, "节能报告"), (5, "节能报告")]
    assert missing(checklist, "all") == ()


def test_the_case_is_accepted_when_both_have_signed():
    case = new_case()

    assert sign(case, party="applicant") == []
    assert names(sign(case, party="agent", method="electronic")) == ["mandate-signed", "case-accepted"]
    assert case.state is CaseState.IN_PROGRESS


def test_a_mandate_signed_early_takes_effect_with_the_last_material():
    case = new_case(LACK)
    case.submitted()
    assert names(sign(case)) == ["mandate-signed"]

    facts = case.supplement(say.SupplementMaterials(case_number=NUMBER, materials=["节能报告"]), NOW)

    assert names(facts) == ["materials-supplemented", "case-accepted"]


def test_something_else_than_what_is_missing_is_refused_with_the_list():
    case = new_case(LACK)
    case.submitted()

    with pytest.raises(Refused, match="不在所缺材料之列") as refused:
        case.supplement(say.SupplementMaterials(case_number=NUMBER, materials=["一张白纸"]), NOW)
    assert "节能报告" in refused.value.faults[0].remedy


def test_an_agent_does_nothing_without_a_mandate():
    case = new_case()

    with pytest.raises(MandateMissing):
        case.deliver(say.DeliverResults(case_number=NUMBER, received_by="经办人"), NOW)
    with pytest.raises(MandateMissing):
        case.supplement(say.SupplementMaterials(case_number=NUMBER, corrections=[4]), NOW)


def test_only_the_named_agent_acts():
    with pytest.raises(Refused, match="不是本件的代办员"):
        sign(new_case(), agent="zh2")


def test_a_correction_is_taken_once_and_only_when_asked_for():
    case = accepted()
    order = say.SupplementMaterials(case_number=NUMBER, corrections=[4], note="已标注红线")
    with pytest.raises(Refused, match="没有待补正"):
        case.supplement(order, NOW)
    case.correction_requested(4, ["总平面图未标注红线"])

    assert names(case.supplement(order, NOW)) == ["correction-submitted"]
    with pytest.raises(Refused, match="没有待补正"):
        case.supplement(order, NOW)


def test_results_are_handed_over_in_person_with_a_signature():
    case = accepted()
    case.gather((FILED, RESULT))
    with pytest.raises(Refused, match="由谁签收"):
        case.deliver(say.DeliverResults(case_number=NUMBER), NOW)

    facts = case.deliver(say.DeliverResults(case_number=NUMBER, received_by="经办人"), NOW)

    assert names(facts) == ["result-delivered"]
    assert names(sign(case, "completion")) == ["case-completed"]


def test_results_go_by_post_with_a_number_and_come_back_with_a_receipt():
    case = accepted(delivery={"method": "post", "address": "薛家湾镇"})
    case.gather((FILED, RESULT))
    with pytest.raises(Refused, match="邮件号"):
        case.deliver(say.DeliverResults(case_number=NUMBER), NOW)

    dispatched = case.deliver(say.DeliverResults(case_number=NUMBER, tracking_number="EMS1"), NOW)
    delivered = case.confirm_receipt(say.ConfirmReceipt(case_number=NUMBER, received_by="经办人"), NOW)

    assert names([*dispatched, *delivered]) == ["result-dispatched", "result-delivered"]


@pytest.mark.parametrize(
    ("states", "outcome"), [(["11", "4"], "approved"), (["11", "13"], "partly_approved"), (["13", "5"], "refused")]
)
def test_the_outcome_follows_from_the_items(states, outcome):
    case = accepted()
    case.gather(tuple(one.model_copy(update={"state": state}) for one, state in zip((FILED, RESULT), states, strict=True)))
    case.deliver(say.DeliverResults(case_number=NUMBER, received_by="经办人"), NOW)

    assert sign(case, "completion")[0].outcome == outcome


def test_an_act_in_the_wrong_state_says_the_state_and_what_is_possible():
    with pytest.raises(WrongState, match="办理中") as refused:
        sign(accepted(), "completion")

    assert "supplement" in refused.value.faults[0].remedy


def test_a_completed_case_takes_no_more_files():
    case = accepted()
    file = AttachedFile(file_id="f", material="节能报告", filename="a.pdf", size=1, sha256="0" * 64)
    assert names(case.attach(file, 4)) == ["file-attached"]
    case.state = CaseState.COMPLETED

    with pytest.raises(WrongState):
        case.attach(file, 4)
