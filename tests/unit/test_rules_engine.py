"""durable-rules as we use it: one thread, nothing left behind, no match is an answer."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from services.routing.domain.conditions import AllOf, AnyOf, Comparison
from services.routing.domain.rules import Basis, Rule, Rulebook
from services.routing.domain.verdicts import ItemVerdicts
from services.routing.rules.compilation import MOST_CHAINS, RulebookTooWide, compiled
from services.routing.rules.engine import DurableEngine, EngineFailed, RulebookNotRegistered, WrongThread
from tests.unit.rules_world import book, engine, facts

BASIS = Basis(document="行政许可法", clause="第二十六条", mark="sourced")
UNDERGROUND = facts({"item": 28, "mine": "underground"})


def rulebook(*conditions: AllOf | AnyOf | Comparison) -> Rulebook:
    """One rule per condition."""
    rules = (
        Rule(id=f"rule_number_{n}", name="规则", basis=BASIS, when=when, then=ItemVerdicts(instant=True), region="150000")
        for n, when in enumerate(conditions)
    )
    return Rulebook.of("150000", ("150000",), tuple(rules))


def at_least(*metres: float) -> list[Comparison]:
    return [Comparison(fact="slope_m", op="ge", value=each) for each in metres]


def test_no_rule_firing_is_an_answer_also_the_first_and_as_often_as_one_likes() -> None:
    made = DurableEngine()
    made.ensure(steep := rulebook(*at_least(150.0)))
    flat = {made.fired(steep.version, facts({"item": 28, "slope_m": 149})) for _ in range(1100)}

    assert flat == {()}
    assert made.fired(steep.version, facts({"item": 28, "slope_m": 150})) == ("rule_number_0",)
    assert made.fired(steep.version, facts({"item": 28, "slope_m": 149})) == ()


def test_a_rule_whose_alternatives_all_hold_fires_once() -> None:
    made = DurableEngine()
    made.ensure(both := rulebook(AnyOf(any=tuple(at_least(1.0, 2.0, 3.0)))))

    assert made.fired(both.version, facts({"item": 28, "slope_m": 3})) == ("rule_number_0",)


def test_more_evaluations_than_the_engine_has_states() -> None:
    version = book("150622").version
    answers = {engine("150622").fired(version, UNDERGROUND) for _ in range(1100)}

    assert len(answers) == 1


def test_versions_stand_side_by_side() -> None:
    made = DurableEngine()
    ordos, hangjin = book("150622"), book("150625")
    design = facts({"item": 3})
    for each in (ordos, hangjin, ordos):
        made.ensure(each)
    mixed = [made.fired(version, design) for version in (ordos.version, hangjin.version) * 2]

    assert mixed[0] == mixed[2]
    assert mixed[1] == mixed[3]
    assert set(mixed[1]) - set(mixed[0]) == {"preliminary_designs_go_to_housing_in_hangjin"}


def test_registering_leaves_the_rulebook_as_it_was() -> None:
    before = book("150622").model_dump_json(), compiled(book("150622"))
    DurableEngine().ensure(book("150622"))

    assert (book("150622").model_dump_json(), compiled(book("150622"))) == before


def test_a_version_the_engine_was_not_given_is_refused() -> None:
    with pytest.raises(RulebookNotRegistered, match=r"call ensure\(\)"):
        DurableEngine().fired("0123456789ab", UNDERGROUND)


def test_the_engine_belongs_to_one_thread() -> None:
    made = DurableEngine()
    made.ensure(book("150622"))
    with ThreadPoolExecutor(1) as other:
        answer = other.submit(made.fired, book("150622").version, UNDERGROUND)

    assert isinstance(answer.exception(), WrongThread)


def test_the_engine_starts_no_thread_of_its_own() -> None:
    before = threading.active_count()
    DurableEngine().ensure(rulebook(*at_least(1.0)))

    assert threading.active_count() == before


def test_the_engine_follows_as_many_chains_as_the_compiler_lets_through() -> None:
    made = DurableEngine()
    made.ensure(widest := rulebook(*at_least(*map(float, range(MOST_CHAINS)))))

    assert len(made.fired(widest.version, facts({"item": 28, "slope_m": 1000}))) == MOST_CHAINS


def test_the_compiler_refuses_more_chains_than_the_engine_can_follow() -> None:
    with pytest.raises(RulebookTooWide, match="与事项有关的条件分支有 61 条，引擎最多同时跟踪 60 条"):
        DurableEngine().ensure(rulebook(*at_least(*map(float, range(MOST_CHAINS + 1)))))


def test_chains_of_one_item_and_of_any_count_together_and_other_items_do_not() -> None:
    one, other = (Comparison(fact="item", op="eq", value=item) for item in (28, 29))
    of_any = at_least(*map(float, range(40)))
    beside = [AllOf(all=(item, metres)) for item in (one, other) for metres in at_least(*map(float, range(20)))]
    made = DurableEngine()
    made.ensure(full := rulebook(*of_any, *beside))
    answers = [made.fired(full.version, facts({"item": item, "slope_m": 1000})) for item in (28, 29, 30)]

    assert [len(answer) for answer in answers] == [60, 60, 40]
    with pytest.raises(RulebookTooWide, match="事项28有关的条件分支有 61 条"):
        compiled(rulebook(*of_any, *beside, one))


def test_a_rule_that_asks_for_two_items_at_once_never_fires() -> None:
    both = AllOf(all=tuple(Comparison(fact="item", op="eq", value=item) for item in (28, 29)))
    either = Comparison(fact="item", op="in", value=(28, 29))
    made = DurableEngine()
    made.ensure(mixed := rulebook(both, either))

    assert made.fired(mixed.version, facts({"item": 29})) == ("rule_number_1",)
    assert made.fired(mixed.version, facts({"item": 30})) == ()


def test_a_scope_without_rules_is_answered_with_none() -> None:
    made = DurableEngine()
    made.ensure(steep := rulebook(*at_least(150.0)))

    assert made.fired(steep.version, facts({"slope_m": 150})) == ()


def test_a_fact_that_the_engine_cannot_read_fails_and_the_next_one_does_not() -> None:
    made = DurableEngine()
    made.ensure(steep := rulebook(*at_least(150.0)))
    with pytest.raises(EngineFailed, match=steep.version):
        made.fired(steep.version, facts({"item": 28}) | {"slope_m": 1e16})

    assert made.fired(steep.version, facts({"item": 28, "slope_m": 150})) == ("rule_number_0",)


def test_a_rulebook_that_the_engine_cannot_take_is_not_known_afterwards() -> None:
    made = DurableEngine()
    unreadable = rulebook(*at_least(1.0, 1e16))
    with pytest.raises(EngineFailed, match=unreadable.version):
        made.ensure(unreadable)

    with pytest.raises(RulebookNotRegistered):
        made.fired(unreadable.version, UNDERGROUND)


def test_a_decision_is_told_only_what_its_rules_compare() -> None:
    made = DurableEngine()
    made.ensure(steep := rulebook(*at_least(150.0)))
    told = {"scope": "item", "item": 28, "slope_m": 150.0}

    assert made.fired(steep.version, told) == made.fired(steep.version, facts(told)) == ("rule_number_0",)
