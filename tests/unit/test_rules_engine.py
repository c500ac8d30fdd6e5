"""durable-rules as we use it: one thread, nothing left behind, no match is an answer."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from services.routing.compilation import MOST_CHAINS, RulebookTooWide, compiled
from services.routing.domain.conditions import AnyOf, Comparison
from services.routing.domain.rules import Basis, Rule, Rulebook
from services.routing.domain.verdicts import ItemVerdicts
from services.routing.engine import DurableEngine, EngineFailed, RulebookNotRegistered, WrongThread
from tests.unit.rules_world import book, engine, facts

BASIS = Basis(document="行政许可法", clause="第二十六条", mark="sourced")
UNDERGROUND = facts({"item": 28, "mine": "underground"})


def rulebook(*conditions: AnyOf | Comparison) -> Rulebook:
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
    made.ensure(widest := rulebook(*at_least(*map(float, range(MOST_CHAINS - 1)))))

    assert len(made.fired(widest.version, facts({"item": 28, "slope_m": 1000}))) == MOST_CHAINS - 1


def test_the_compiler_refuses_more_chains_than_the_engine_can_follow() -> None:
    with pytest.raises(RulebookTooWide, match="最多同时跟踪 60 条"):
        DurableEngine().ensure(rulebook(*at_least(*map(float, range(MOST_CHAINS)))))


def test_a_fact_that_the_engine_cannot_read_fails_and_the_next_one_does_not() -> None:
    made = DurableEngine()
    made.ensure(steep := rulebook(*at_least(150.0)))
    with pytest.raises(EngineFailed, match=steep.version):
        made.fired(steep.version, facts({"item": 28}) | {"slope_m": 1e16})

    assert made.fired(steep.version, facts({"item": 28, "slope_m": 150})) == ("rule_number_0",)
