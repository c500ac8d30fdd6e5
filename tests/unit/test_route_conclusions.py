"""What follows for a route of the conclusion of a review: conditions, the ladder, and joint acceptance."""

import pytest

from services.routing.domain import reviewing, summons
from services.routing.domain.concluding import heard
from services.routing.domain.ladder import escalate
from services.routing.domain.matter import Choice
from services.routing.domain.resolution import of_matter
from services.routing.domain.withdrawing import withdraw
from shared.aggregate import Mail
from shared.contracts.departments import Answer, MeasureOrder
from shared.contracts.joint_review import ReviewCancelled
from shared.errors import Refused
from tests.unit.route_interruptions import withdrawn
from tests.unit.route_review import FIRST, SECOND, called, concluded, given_opinion, review
from tests.unit.route_walk import NOBODY, rung
from tests.unit.test_route import FGW, MONDAY, NUMBER, SLJ, TIMES, ZJJ, begun, names, new_route, say, task


def test_conditions_go_with_later_tasks_and_by_letter_to_who_has_one_already():
    route = called(review(items=(5, 15)))
    said = heard(route, concluded(FIRST, "conditional", conditions=("先办用地",)), 1, MONDAY, TIMES)

    assert [(each.subject, each.content.conditions) for each in said] == [
        (f"task.{FGW}.conditions-set", ("先办用地",)),
        (f"task.{SLJ}.conditions-set", ("先办用地",)),
    ]
    say(route, FGW, "approved", 5)
    assert say(route, SLJ, "approved", 15)[-1].content.conditions == ("先办用地",)


def test_what_two_reviews_lay_down_in_the_same_words_is_one_condition():
    route = called(review(), review(SECOND))
    for number, each in enumerate((FIRST, SECOND), start=1):
        heard(route, concluded(each, "conditional", conditions=("先办用地",)), number, MONDAY, TIMES)

    assert route.conditions == ("先办用地",)


def test_a_department_approves_under_the_conditions_that_itself_has_set():
    route = called(review(), review(SECOND, items=(15,)), tasks=(task(5), task(15, department=SLJ)))
    own = given_opinion(FGW, "conditional", conditions=("资金到位",))
    other = given_opinion(SLJ, "conditional", conditions=("避让河道",))
    heard(route, concluded(FIRST, "conditional", opinions=(own, other)), 1, MONDAY, TIMES)
    heard(route, concluded(SECOND, "conditional", opinions=(own,)), 2, MONDAY, TIMES)

    fact = say(route, FGW, "approved", 5)[0]
    results = say(route, SLJ, "approved", 15)[-1].results

    assert fact.conditions == ("资金到位",)
    assert [each.conditions for each in results] == [("资金到位",), ("避让河道",)]


def test_what_came_to_no_conclusion_sets_no_conditions_of_a_decision():
    route = called(review(), tasks=(task(5),))
    own = given_opinion(FGW, "conditional", conditions=("资金到位",))
    heard(route, concluded(FIRST, "deadlocked", opinions=(own, given_opinion(SLJ, "object", ground="水法"))), 1, MONDAY, TIMES)

    assert say(route, FGW, "approved", 5)[0].conditions == ()


OBJECTION = given_opinion(SLJ, "object", name="准格尔旗水利局", ground="须先避让河道", mend="取水口下移")


def before_the_start():
    route = new_route(task(5), task(15, department=SLJ))
    route.begin(review(cause="rules"), MONDAY, TIMES)
    return route


def letters_of(said):
    return {each.subject: each.content.conditions for each in said if isinstance(each, Mail)}


@pytest.mark.parametrize("outcome", ["agreed", "objected", "deadlocked"])
def test_an_objection_goes_to_the_others_as_what_it_is_and_is_no_condition(outcome):
    route = before_the_start()
    said = heard(route, concluded(FIRST, outcome, opinions=(OBJECTION,)), 1, MONDAY, TIMES)

    assert letters_of(said) == {
        f"task.{FGW}.assigned": ("不同意见：准格尔旗水利局：须先避让河道；建议：取水口下移",),
        f"task.{SLJ}.assigned": (),  # it knows its own words
    }
    assert route.conditions == ()
    assert say(route, FGW, "approved", 5)[0].conditions == ()


def test_who_has_a_task_already_is_not_told_of_objections_as_of_conditions():
    route = called(review())

    assert heard(route, concluded(FIRST, "deadlocked", opinions=(OBJECTION,)), 1, MONDAY, TIMES) == []


def test_who_sees_nothing_that_would_mend_it_suggests_nothing():
    route = before_the_start()
    nothing = OBJECTION.model_copy(update={"mend": "无"})
    said = heard(route, concluded(FIRST, "objected", opinions=(nothing, nothing)), 1, MONDAY, TIMES)

    assert letters_of(said)[f"task.{FGW}.assigned"] == ("不同意见：准格尔旗水利局：须先避让河道",)


def test_a_rung_reads_who_objects_by_name_and_of_older_opinions_by_address():
    route = called(review())
    old = given_opinion(FGW, "object", ground="备案办法")
    heard(route, concluded(FIRST, "deadlocked", opinions=(OBJECTION, old)), 1, MONDAY, TIMES)
    (trouble,) = route.troubles()

    assert trouble.subject == f"会商有不同意见：准格尔旗水利局：须先避让河道；{FGW}：备案办法。请研究确定。"


@pytest.mark.parametrize(
    ("outcome", "opinion", "trigger"),
    [
        ("agreed", "agree", []),
        ("conditional", "conditional", []),
        ("objected", "object", ["departments_disagree"]),
        ("deadlocked", "object", ["departments_disagree"]),
        ("deadlocked", "silent", ["review_without_conclusion"]),
    ],
)
def test_a_review_that_settles_nothing_climbs(outcome, opinion, trigger):
    route = called(review())
    heard(route, concluded(FIRST, outcome, opinions=(given_opinion(SLJ, opinion, ground="水法"),)), 1, MONDAY, TIMES)
    found = list(route.troubles())

    assert [each.trigger for each in found] == trigger
    assert {each.review_kind for each in found} <= {"会商联审"}


def test_of_an_objection_that_was_left_undecided_the_ladder_is_told_just_that():
    route = begun()
    say(route, SLJ, "returned", 15, reason="不属水利职责")
    opinions = (given_opinion(FGW, "object"), given_opinion(ZJJ, "agree"))
    heard(route, concluded(FIRST, "deadlocked", task_id=f"{NUMBER}/15", opinions=opinions), 1, MONDAY, TIMES)
    (trouble,) = route.troubles()

    assert (trouble.trigger, trouble.item) == ("departments_disagree", 15)
    assert "未形成一致意见" in trouble.subject


def test_an_objection_whose_review_is_cancelled_climbs():
    route = begun()
    say(route, SLJ, "returned", 15, reason="不属水利职责")
    heard(route, ReviewCancelled(review_id=FIRST, reason="无法召集", by="150622.zwj"), 1, MONDAY, TIMES)
    (trouble,) = route.troubles()

    assert (trouble.trigger, trouble.task_id) == ("review_without_conclusion", f"{NUMBER}/15")
    assert "无法召集" in trouble.subject


def refusal_of(route, item=5, department=FGW):
    with pytest.raises(Refused) as refused:
        say(route, department, "approved", item)
    return refused.value.faults[0]


def test_a_joint_acceptance_holds_its_items_until_it_ends_in_their_favour():
    route = called(review(all_or_nothing=True, kind="联合验收", items=(5,)))
    assert "尚无结论" in refusal_of(route).message
    heard(route, concluded(FIRST, "objected", opinions=(given_opinion(SLJ, "object"),), all_or_nothing=True), 1, MONDAY, TIMES)

    assert list(route.troubles()) == []  # it does not climb
    assert "call-review" in refusal_of(route).remedy
    assert route.conditions == ()
    assert names(say(route, SLJ, "approved", 15)) == ["item-approved"]  # not about that one
    route.call(review(SECOND, all_or_nothing=True, kind="联合验收", items=(5,)))
    heard(route, concluded(SECOND, "agreed", all_or_nothing=True), 2, MONDAY, TIMES)
    assert names(say(route, FGW, "approved", 5))[0] == "item-approved"


@pytest.mark.parametrize(("outcome", "told"), [("agreed", [f"{NUMBER}/5", f"{NUMBER}/15"]), ("objected", [])])
def test_whose_task_a_joint_acceptance_sets_free_is_told(outcome, told):
    route = called(review(all_or_nothing=True, kind="联合验收", items=(5, 15)))
    before = reviewing.held(route)
    heard(route, concluded(FIRST, outcome, all_or_nothing=True), 1, MONDAY, TIMES)

    assert [letter.content.task_id for letter in reviewing.lifted(route, before)] == told


def test_what_a_joint_acceptance_holds_may_still_be_refused():
    route = called(review(all_or_nothing=True, items=(5,)))

    assert names(say(route, FGW, "refused", 5, reason="验收不合格"))[0] == "item-refused"


def test_a_joint_acceptance_that_was_cancelled_holds_nothing_and_what_was_held_before_stays_held():
    route = called(review(all_or_nothing=True, items=(5,)), review(SECOND, all_or_nothing=True, items=(15,)))
    heard(route, concluded(FIRST, "objected", all_or_nothing=True), 1, MONDAY, TIMES)
    route.call(review(f"{NUMBER}/R3", all_or_nothing=True, items=(5, 15)))
    for number, cancelled in enumerate((SECOND, f"{NUMBER}/R3"), start=2):
        heard(route, ReviewCancelled(review_id=cancelled, reason="误提", by=FGW), number, MONDAY, TIMES)

    assert FIRST in refusal_of(route).message
    assert names(say(route, SLJ, "approved", 15)) == ["item-approved"]


def test_what_has_ended_is_held_by_no_review_and_what_is_left_may_be_accepted_anew():
    route = called(review(all_or_nothing=True, items=(5, 15)))
    heard(route, concluded(FIRST, "deadlocked", all_or_nothing=True), 1, MONDAY, TIMES)
    withdraw(route, withdrawn(15), MONDAY, TIMES)
    held = [each.plan.item for each in route.tasks.values() if reviewing.hindrance(route, each)]

    assert held == [5]
    assert list(summons.of_acceptance(route, held)) == []


def resolve(route, binding="act"):
    """The rung that has the only matter of the route resolves it."""
    (matter,) = route.matters.values()
    measure = MeasureOrder(owner=FGW, act="补测消防通道后办结", due=MONDAY.date(), binding=binding, item=5)
    said = Answer(task_id=matter.matter_id, note="可以先行办结", measures=(measure,))
    of_matter(route, matter.now_at.rung.party, "resolved", said, MONDAY, TIMES, lambda party: party)


@pytest.mark.parametrize("binding", ["act", "decide"])
@pytest.mark.parametrize("opinion", ["object", "silent"])
def test_a_joint_acceptance_without_a_conclusion_holds_its_items_until_a_rung_has_resolved_it(opinion, binding):
    route = called(review(all_or_nothing=True, kind="联合验收", items=(5, 15)))
    heard(route, concluded(FIRST, "deadlocked", opinions=(given_opinion(SLJ, opinion),), all_or_nothing=True), 1, MONDAY, TIMES)
    for trouble in route.troubles():
        escalate(route, trouble, Choice(rung(1), NOBODY), MONDAY, TIMES)
    assert "未形成一致意见" in refusal_of(route).message
    assert "协调决定" in refusal_of(route).remedy
    resolve(route, binding)

    assert names(say(route, FGW, "approved", 5))[0] == "item-approved"


def test_what_a_rung_resolves_of_one_joint_acceptance_says_nothing_of_the_next():
    route = called(review(all_or_nothing=True, items=(5,)))
    heard(route, concluded(FIRST, "deadlocked", all_or_nothing=True), 1, MONDAY, TIMES)
    for trouble in route.troubles():
        escalate(route, trouble, Choice(rung(1), NOBODY), MONDAY, TIMES)
    resolve(route)
    route.call(review(SECOND, all_or_nothing=True, items=(5,)))
    heard(route, concluded(SECOND, "objected", opinions=(given_opinion(SLJ, "object"),), all_or_nothing=True), 2, MONDAY, TIMES)

    assert SECOND in refusal_of(route).message
