"""The same opinions come to the same conclusion in whatever order they are given."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.review_hall import FOREST, LAND, WATER, Hall
from tests.unit.review_machine_world import WORDS, opinion


@settings(max_examples=60, deadline=None)
@given(
    words=st.tuples(WORDS, WORDS, WORDS),
    silent=st.sampled_from([None, LAND, WATER]),
    held=st.fixed_dictionaries(
        {
            "silence": st.sampled_from(["consent", "objection"]),
            "conclusion": st.sampled_from(["unanimous", "majority"]),
            "dissent": st.sampled_from(["deadlock", "refuse"]),
            "at": st.sampled_from([None, "2026-03-04T09:00:00+08:00", "2026-03-06T09:00:00+08:00"]),
        }
    ),
)
def test_the_same_opinions_in_any_order_give_the_same_conclusion(words, silent, held):
    said = [pair for pair in zip((LAND, WATER, FOREST), words, strict=True) if pair[0] != silent]
    conclusions = []
    for order in permutations(said):
        meets = {"form": "meeting", "place": "三楼会议室"}
        hall = Hall.convened(mandatory=(LAND, WATER, FOREST), advisory=(), **meets, **held)
        for party, word in order:
            hall.act(party, "opinion", **opinion(word, 0))
        hall.later(days=5)
        conclusions.append(hall.conclusion)

    assert all(conclusion == conclusions[0] for conclusion in conclusions)
