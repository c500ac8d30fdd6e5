"""The conclusion rule: a pure function of what was said."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.joint_review.domain.weighing import weigh
from shared.contracts.joint_review import GivenOpinion
from tests.unit.review_hall import ECOLOGY, FOREST, LAND, WATER, terms

PARTIES = (LAND, WATER, FOREST, ECOLOGY)


def given_by(words: str) -> list[GivenOpinion]:
    """`a` agree, `c` conditional, `o` object, `n` not concerned, `s` silent; one letter per party."""
    spelt = {"a": "agree", "c": "conditional", "o": "object", "n": "not_concerned", "s": "silent"}
    return [
        GivenOpinion(
            party=party, role="mandatory", opinion=spelt[word], conditions=("先批复水土保持方案",) if word == "c" else ()
        )
        for party, word in zip(PARTIES, words, strict=False)
    ]


@pytest.mark.parametrize(
    ("words", "held", "round_", "ruling"),
    [
        ("aaa", {}, 0, "agreed"),
        ("ann", {}, 0, "agreed"),
        ("aca", {}, 0, "conditional"),
        ("ass", {}, 0, "agreed"),
        ("sss", {}, 0, "agreed"),
        ("", {}, 0, "agreed"),
        ("ass", {"silence": "objection"}, 0, "deadlocked"),
        ("aao", {}, 0, "deadlocked"),
        ("aao", {"rounds": 2}, 0, "discuss"),
        ("aao", {"rounds": 2}, 1, "discuss"),
        ("aao", {"rounds": 2}, 2, "deadlocked"),
        ("aao", {"dissent": "refuse"}, 0, "objected"),
        ("aao", {"dissent": "refuse", "rounds": 1}, 0, "discuss"),
        ("aao", {"dissent": "refuse", "rounds": 1}, 1, "objected"),
        ("aso", {"dissent": "refuse", "silence": "objection"}, 0, "objected"),
        ("aso", {"silence": "objection", "rounds": 1}, 0, "deadlocked"),
        ("ass", {"quorum": 2}, 0, "deadlocked"),
        ("aos", {"quorum": 3, "dissent": "refuse"}, 0, "deadlocked"),
        ("ans", {"quorum": 2}, 0, "agreed"),
        ("aao", {"conclusion": "majority"}, 0, "agreed"),
        ("cao", {"conclusion": "majority"}, 0, "conditional"),
        ("aoo", {"conclusion": "majority"}, 0, "objected"),
        ("aoo", {"conclusion": "majority", "rounds": 1}, 0, "objected"),
        ("aon", {"conclusion": "majority"}, 0, "deadlocked"),
        ("aon", {"conclusion": "majority", "rounds": 1}, 0, "discuss"),
        ("aos", {"conclusion": "majority"}, 0, "agreed"),
        ("nnn", {"conclusion": "majority"}, 0, "agreed"),
        ("nno", {"conclusion": "majority"}, 0, "objected"),
        ("aoo", {"conclusion": "convener_decides"}, 0, "decide"),
        ("ass", {"conclusion": "convener_decides", "silence": "objection"}, 0, "deadlocked"),
        ("ass", {"conclusion": "convener_decides", "quorum": 2}, 0, "deadlocked"),
    ],
)
def test_the_ruling_follows_from_the_opinions_and_the_rules(words, held, round_, ruling):
    verdict = weigh(given_by(words), terms(**held), round_)

    assert verdict.ruling == ruling
    assert bool(verdict.reason) == (ruling == "deadlocked")


def test_the_reason_of_a_deadlock_names_who_is_against_or_silent():
    assert WATER in weigh(given_by("aoa"), terms(), 0).reason
    assert WATER in weigh(given_by("asa"), terms(silence="objection"), 0).reason
    assert "2 个，不足规定的 3 个" in weigh(given_by("aas"), terms(quorum=3), 0).reason


def test_a_condition_counts_once_with_all_who_set_it_and_never_of_one_who_objects():
    opinions = given_by("ccoa")
    opinions[2] = opinions[2].model_copy(update={"conditions": ("避让公益林",)})

    verdict = weigh(opinions, terms(conclusion="majority"), 0)

    assert verdict.conditions == ("先批复水土保持方案（150622.zrzyj、150622.slj）",)


@given(
    words=st.text("acons", min_size=1, max_size=4),
    held=st.fixed_dictionaries(
        {
            "silence": st.sampled_from(["consent", "objection"]),
            "conclusion": st.sampled_from(["unanimous", "majority", "convener_decides"]),
            "dissent": st.sampled_from(["deadlock", "refuse"]),
            "quorum": st.integers(0, 4),
            "rounds": st.integers(0, 2),
        }
    ),
    round_=st.integers(0, 2),
)
def test_the_same_opinions_in_any_order_have_the_same_ruling(words, held, round_):
    rulings = {weigh(given_by("".join(order)), terms(**held), round_).ruling for order in permutations(words)}

    assert len(rulings) == 1
    assert rulings != {"discuss"} or round_ < held["rounds"]
