"""Two processes of joint_review that hear the same opinions in whatever order, all at once and more than once: one conclusion."""

import asyncio
import json
import random

import pytest

from shared.contracts.review_calls import PapersPinned
from tests.connected.chamber import CENTRE, fresh_case, without
from tests.connected.review_stories import MAP, Story, paper

pytestmark = pytest.mark.usefixtures("empty_streams")

PARTIES = tuple(f"{CENTRE}.{code}" for code in ("zrzyj", "slj", "lcj", "zjj", "yjj"))
STRANGER = f"{CENTRE}.qxj"
PLAN_FIRST = "开工前取得水土保持批复"
AGREE = {"opinion": "agree"}
NOT_CONCERNED = {"opinion": "not_concerned"}
CONDITIONAL = {"opinion": "conditional", "conditions": [PLAN_FIRST]}
MORE_CONDITIONAL = {"opinion": "conditional", "conditions": ["避让永久基本农田", PLAN_FIRST]}
OBJECT = {"opinion": "object", "ground": "水土保持法 第二十五条", "mend": "先编报水土保持方案"}
SAID = [
    ("mass_meeting", [AGREE, AGREE, NOT_CONCERNED, AGREE, AGREE], "agreed", 0),
    ("mass_meeting", [AGREE, CONDITIONAL, NOT_CONCERNED, MORE_CONDITIONAL, AGREE], "conditional", 2),
    ("mass_meeting", [AGREE, CONDITIONAL, NOT_CONCERNED, OBJECT, AGREE], "deadlocked", 0),
    ("joint_assessment", [AGREE, CONDITIONAL, NOT_CONCERNED, OBJECT, AGREE], "conditional", 1),
    ("joint_assessment", [OBJECT, CONDITIONAL, NOT_CONCERNED, OBJECT, AGREE], "deadlocked", 0),
    ("joint_assessment", [OBJECT, CONDITIONAL, OBJECT, OBJECT, AGREE], "objected", 1),
]
"""Kind, what each says, and what follows: outcome and number of conditions."""
ORDERS = 6


async def held(chamber, template, opinions, seed):
    """A review in which all speak at once, in an order of chance; the words of its conclusion."""
    story = Story(chamber, fresh_case())
    await story.says(story.call(template, mandatory=PARTIES))
    await story.until("consulted", len(PARTIES))
    letters = [*zip(PARTIES, opinions, strict=True), (STRANGER, OBJECT)]
    random.Random(seed).shuffle(letters)  # noqa: S311  an order, no secret
    await asyncio.gather(*(story.posts(party, "opinion", **said) for party, said in letters))
    await story.until("review-concluded")
    await story.until("answer-refused")
    await chamber.settled()
    said = [(name, body) for _, _, name, body in await chamber.facts(story.key)]
    given = sorted(without(body, story.key) for name, body in said if name == "opinion-given")
    (concluded,) = (without(body, story.key) for name, body in said if name == "review-concluded")
    return given, concluded


async def test_the_same_opinions_come_to_the_same_conclusion_in_any_order(chamber):
    orders = [(template, opinions, seed) for template, opinions, _, _ in SAID for seed in range(ORDERS)]
    held_ = await asyncio.gather(*(held(chamber, *order) for order in orders))

    for number, (_, _, outcome, conditions) in enumerate(SAID):
        ends = held_[number * ORDERS : (number + 1) * ORDERS]
        given, concluded = ends[0]
        found = json.loads(concluded)
        assert ends == [ends[0]] * ORDERS
        assert len(given) == len(PARTIES)
        assert [each["party"] for each in found["opinions"]] == list(PARTIES)
        assert (found["outcome"], len(found["conditions"])) == (outcome, conditions)


async def test_no_conclusion_rests_on_a_paper_that_was_superseded_while_all_spoke(chamber):
    stories = [Story(chamber, fresh_case()) for _ in range(ORDERS)]
    for story in stories:
        await story.says(story.call("mass_meeting", mandatory=PARTIES, papers=(paper(MAP),)))
        await story.until("consulted", len(PARTIES))
    for seed, story in enumerate(stories):
        fresh = PapersPinned(review_id=story.review, edition=2, papers=(paper(MAP, 2),), changed=(MAP,))
        acts = [story.posts(party, "opinion", **AGREE, edition=1) for party in PARTIES] + [story.says(fresh)]
        random.Random(seed).shuffle(acts)  # noqa: S311
        await asyncio.gather(*acts)
    await chamber.settled()
    for story in stories:
        await asyncio.gather(*(story.posts(party, "opinion", **AGREE, edition=2) for party in PARTIES))
        await story.until("review-concluded")
    await chamber.settled()

    for story in stories:
        said = [(name, json.loads(body)) for _, _, name, body in await chamber.facts(story.key)]
        names = [name for name, _ in said]
        (concluded,) = (body for name, body in said if name == "review-concluded")
        changed = names.index("papers-changed") if "papers-changed" in names else len(names)
        assert concluded["edition"] == (2 if changed < names.index("review-concluded") else 1)
        assert {each["edition"] for each in concluded["opinions"]} == {concluded["edition"]}


async def test_signatures_that_come_all_at_once_count_once_each_and_conclude_once(chamber):
    story = Story(chamber, fresh_case())
    await story.says(story.call("countersign", mandatory=PARTIES))
    await asyncio.gather(*(story.posts(party, "opinion", **AGREE) for party in PARTIES))
    await story.until("signature-asked", len(PARTIES))
    await asyncio.gather(*(story.posts(party, "signed", text=1, signed_by="主要负责岗") for party in PARTIES))
    await story.until("review-closed")
    await chamber.settled()
    said = await chamber.facts(story.key)
    names = [name for _, _, name, _ in said]
    signed = [json.loads(body)["signature"]["party"] for _, _, name, body in said if name == "review-signed"]

    assert sorted(signed) == sorted(PARTIES)
    assert names.count("review-concluded") == names.count("review-closed") == 1
    assert [number for _, number, _, _ in said] == list(range(1, len(said) + 1))
