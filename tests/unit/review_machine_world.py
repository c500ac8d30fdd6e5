"""By which rules a joint review may be held, what may be said in it, and which outcomes that allows."""

from typing import Any

from hypothesis import strategies as st

from shared.contracts.joint_review import ReviewConcluded
from tests.unit.review_hall import CITY_ECOLOGY, CONVENER, ECOLOGY, FOREST, LAND, WATER, Hall

PARTIES = st.sampled_from([LAND, WATER, FOREST, ECOLOGY, CITY_ECOLOGY, CONVENER])
WORDS = st.sampled_from(["agree", "conditional", "object", "not_concerned"])
HELD = st.fixed_dictionaries(
    {
        "silence": st.sampled_from(["consent", "objection"]),
        "conclusion": st.sampled_from(["unanimous", "majority", "convener_decides"]),
        "dissent": st.sampled_from(["deadlock", "refuse"]),
        "signing": st.sampled_from(["ordered", "parallel", "none", "ordered"]),
        "quorum": st.integers(0, 2),
        "rounds": st.integers(0, 2),
        "minutes": st.booleans(),
        "at_once": st.booleans(),
        "needed": st.sampled_from([(), ("林地现状调查表",)]),
        "mandatory": st.sampled_from([(LAND, WATER), (LAND, WATER, CONVENER), (LAND, WATER, ECOLOGY)]),
        "at": st.sampled_from([None, "2026-03-10T09:00:00+08:00"]),
    }
)


def opinion(word: str, edition: int) -> dict[str, Any]:
    conditions = ("先批复水土保持方案",) if word == "conditional" else ()
    ground = {"ground": "土地管理法 第三十五条", "mend": "调整选址"} if word == "object" else {}
    return {"opinion": word, "conditions": conditions, "edition": edition, **ground}


def expected(concluded: ReviewConcluded, hall: Hall) -> set[str]:
    """Which outcomes the opinions in the conclusion allow, reckoned anew and apart from the code."""
    terms = hall.review.rules.terms
    words = [given.opinion for given in concluded.opinions if given.role == "mandatory"]
    against, silent = words.count("object"), words.count("silent")
    passed = {"conditional" if any("c" in word[:1] for word in words) else "agreed"}
    if len(words) - silent < terms.quorum or (silent and terms.silence == "objection"):
        return {"deadlocked", "objected"} if against and terms.dissent == "refuse" else {"deadlocked"}
    if terms.conclusion == "convener_decides":
        return {"agreed", "conditional", "objected", "deadlocked"}
    if terms.conclusion == "majority":
        agreeing = len(words) - against - words.count("not_concerned")
        return {"objected"} if against > agreeing else passed if agreeing > against or not against else {"deadlocked"}
    return passed if not against else {"objected" if terms.dissent == "refuse" else "deadlocked"}
