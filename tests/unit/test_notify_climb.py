"""What is told of items that other centres hold, of matters on the ladder, and of a plan that moves."""

from collections.abc import Iterable

import pytest

from services.notify.domain.notice import Notice
from shared.contracts import matters, routing, transfers
from shared.contracts.base import Event
from tests.unit.notify_climb import CLIMBED, HANDED_OVER, REVISED, matter, moved
from tests.unit.notify_parts import SECRET
from tests.unit.notify_story import ADDED, INTAKE, ROUTING, Bench, told

OPEN_CASE = frozenset({99})
ROUTED = ROUTING[0]


async def notices(facts: Iterable[Event], restricted: frozenset[int] = OPEN_CASE) -> list[Notice]:
    """The notices of routing's facts, said after the case was routed."""
    bench = Bench(restricted=restricted)
    assert await bench.use.hear(told(tuple(INTAKE), (ROUTED, *facts))) == {}
    return [notice for notice in await bench.notices() if "/routing/" in notice.answers][1:]


def of(written: Iterable[Notice], template: str) -> list[Notice]:
    return [notice for notice in written if notice.template == template]


async def test_the_applicant_hears_of_an_item_elsewhere_only_when_it_was_accepted_or_submitted() -> None:
    written = await notices(HANDED_OVER[:7])
    applicant = [notice for notice in written if notice.recipient == "applicant"]

    assert [notice.reason for notice in applicant] == ["transfer:24:T2:accepted", "submitted:24"]
    assert "移交鄂尔多斯市政务服务中心" in applicant[0].text
    assert "您的窗口和代办员不变" in applicant[0].text
    assert "材料缺安全评价报告" not in "".join(notice.text for notice in applicant)
    assert "由内蒙古自治区应急管理厅决定" in applicant[1].text
    assert "2026年3月5日转报，文号：鄂应急报〔2026〕9号" in applicant[1].text


async def test_agent_and_section_head_hear_of_every_offer_return_and_limit_that_passed() -> None:
    written = await notices(HANDED_OVER[:4])

    for recipient in ("agent", "section_head"):
        assert [notice.reason for notice in written if notice.recipient == recipient] == [
            "transfer:24:T1:offered",
            "transfer:24:T1:overdue",
            "transfer:24:T1:returned",
            "transfer:24:T2:offered",
        ]
    assert "须于2026年3月5日前接收或退回" in of(written, "agent.transfer-offered")[0].text
    assert "退回理由：材料缺安全评价报告" in of(written, "section_head.transfer-returned")[0].text


async def test_an_offer_said_again_is_told_once() -> None:
    offered = HANDED_OVER[0]

    assert len(await notices((offered, offered))) == len(await notices((offered,))) == 2


async def test_the_applicant_hears_that_it_is_coordinated_but_not_who_quarrels_nor_of_every_rung() -> None:
    written = await notices(CLIMBED[:3])
    (applicant,) = [notice for notice in written if notice.recipient == "applicant"]

    assert applicant.template == "applicant.matter-escalated"
    assert applicant.text.count("“建设工程规划许可证核发”") == 1
    assert "牵头部门联席会议" in applicant.text
    assert "意见不一致" not in applicant.text
    assert "自然资源局与水利局" not in applicant.text


async def test_the_staff_hear_of_every_rung_with_what_is_to_be_settled_and_until_when() -> None:
    written = await notices(CLIMBED[:3])

    for recipient in ("agent", "section_head"):
        assert [notice.reason for notice in written if notice.recipient == recipient] == [
            "matter:E1:escalated",
            "matter:E1:climbed:r2",
            "matter:E1:reminded:1",
        ]
    assert "（部门意见不一致）" in of(written, "agent.matter-escalated")[0].text
    assert "自然资源局与水利局对用地范围意见不一致" in of(written, "section_head.matter-escalated")[0].text
    assert "“牵头部门联席会议”逾期未答复" in of(written, "agent.matter-climbed")[0].text


async def test_a_resolution_is_told_with_who_does_what_by_when() -> None:
    (applicant,) = of(await notices(CLIMBED[:4]), "applicant.matter-resolved")

    assert "经牵头部门联席会议，已就“建设工程规划许可证核发”作出决定（准政会纪〔2026〕3号）" in applicant.text
    assert "决定：用地范围按水利局意见核减" in applicant.text
    assert "1. 准格尔旗水利局：出具用地意见（不晚于2026年3月20日）" in applicant.text


async def test_a_measure_that_is_late_is_for_the_staff_and_one_that_is_done_is_told_with_the_end() -> None:
    written = (await notices(CLIMBED[:7]))[len(await notices(CLIMBED[:4])) :]

    assert [notice.template for notice in written] == [
        "agent.measure-overdue",
        "section_head.measure-overdue",
        "applicant.matter-closed",
        "agent.matter-closed",
    ]
    assert "全部落实" in written[2].text


async def test_a_matter_of_the_whole_case_is_called_the_case() -> None:
    whole = matters.MatterEscalated.model_validate(matter(None, subject="代办员无法解决用地指标"))

    assert "本件办理中有问题需要统一协调" in of(await notices((whole,)), "applicant.matter-escalated")[0].text


async def test_a_matter_of_an_item_whose_name_was_never_told_keeps_it_back() -> None:
    unheard = matters.MatterEscalated.model_validate(matter(13, subject="洪水影响评价由谁审批"))

    assert "一个事项办理中有问题需要统一协调" in of(await notices((unheard,)), "applicant.matter-escalated")[0].text


@pytest.mark.parametrize("fact", [fact for fact in (*HANDED_OVER, *CLIMBED) if SECRET in fact.model_dump_json()])
async def test_nothing_of_a_restricted_item_is_told_wherever_it_goes(fact: Event) -> None:
    written = await notices((fact,), restricted=frozenset({29}))

    assert SECRET not in "".join(notice.model_dump_json() for notice in written)
    assert not any(":29" in notice.reason for notice in written)
    assert all("一个事项" in notice.text + notice.title for notice in written if ":no3" in notice.reason)


@pytest.mark.parametrize("fact", CLIMBED[:7])
async def test_with_a_restricted_item_in_the_case_no_words_of_any_matter_are_repeated(fact: Event) -> None:
    text = "".join(notice.text + notice.title for notice in await notices((fact,), restricted=frozenset({29})))

    for words in ("自然资源局与水利局", "用地范围", "核减", "出具用地意见", "准格尔旗水利局", "准政会纪"):
        assert words not in text


async def test_items_that_were_added_are_told_by_name_and_a_restricted_one_is_not() -> None:
    both = ADDED.model_copy(update={"items": (15, 29)})
    bench = Bench()
    await bench.use.hear(told((*INTAKE[:8], both)))

    notice = (await bench.notices())[-1]
    assert notice.title == "本件增加了 2 个事项"
    assert "现共 4 个事项：\n  1. “生产建设项目水土保持方案审批”\n  2. 一个事项\n" in notice.text


async def test_what_routing_does_with_added_items_waits_until_they_were_added() -> None:
    bench = Bench()
    placed = [fact for fact in ROUTING if isinstance(fact, routing.ItemsPlaced)]
    await bench.use.hear(told(INTAKE[:8], (ROUTED, *placed, HANDED_OVER[0])))
    before = len(await bench.notices())

    await bench.use.hear(told((*INTAKE[:8], ADDED)))

    assert [notice.template for notice in await bench.notices()][before:] == [
        "applicant.items-added",
        "agent.transfer-offered",
        "section_head.transfer-offered",
    ]


async def test_only_a_move_of_the_last_day_is_told_each_move_once() -> None:
    later, earlier = await notices(REVISED)

    assert [later.reason, earlier.reason] == ["plan:1", "plan:2"]
    assert later.title == "预计办结日期推迟到2026年3月27日"
    assert "由2026年3月24日调整为2026年3月27日" in later.text
    assert "补正，暂停计时" in later.text
    assert earlier.title == "预计办结日期提前到2026年3月23日"


async def test_an_end_that_moves_there_and_back_is_news_every_time() -> None:
    there, back = moved("2026-03-24", "2026-03-27"), moved("2026-03-27", "2026-03-24")

    assert len(await notices((there, back, there))) == 3


async def test_a_submission_s_number_is_told_as_it_stands() -> None:
    numbered = transfers.ItemSubmittedUpward.model_validate(HANDED_OVER[6].model_dump() | {"document": "150622202603020101"})

    assert "文号：150622202603020101" in (await notices((numbered,)))[0].text
