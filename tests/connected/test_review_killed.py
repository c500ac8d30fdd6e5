"""Processes of joint_review and routing, killed, really, in every phase of a review: the end is as if nobody had died."""

import asyncio
from collections import Counter

import pytest

from tests.connected.chamber import without
from tests.connected.review_stories import AT_ONCE, mass_meeting, silence

pytestmark = pytest.mark.usefixtures("empty_streams")

DEATHS = {
    "review_proposed": "before",
    "review_convened": "before",
    "invited": "after",
    "papers_completed": "before",
    "consulted": "before",
    "papers_changed": "before",
    "participant_added": "before",
    "opinion_given": "before",
    "round_opened": "after",
    "decision_asked": "before",
    "signing_opened": "before",
    "signature_asked": "after",
    "review_signed": "after",
    "signature_revoked": "before",
    "review_concluded": "before",
    "resolutions_assigned": "after",
    "resolution_done": "before",
    "minutes_asked": "before",
    "minutes_issued": "before",
    "review_closed": "after",
    "meeting_convened": "before",
    "meeting_concluded": "after",
    "meeting_minutes_issued": "before",
}
"""Word by which a phase begins or ends -> whether its speaker dies before it is heard or after."""
AMONG_ALARMS = {"review_duty_lit": "before", "review_convened": "after", "review_concluded": "after", "minutes_issued": "after"}
MINUTES = 3  # that are signed in the stories
OF_THE_MEETING = {
    "meeting_called": "before",
    "agenda_called": "after",
    "review_requested": "before",
    "meeting_convened": "after",
    "review_concluded": "after",
    "meeting_concluded": "before",
    "meeting_minutes_issued": "after",
    "meeting_closed": "before",
}


async def ends(chamber, deaths, among_alarms):
    """How every story ended."""
    chamber.set_clock(chamber.begins)
    chamber.dies_of(**deaths)
    told = await asyncio.gather(*(story(chamber) for story in AT_ONCE))
    chamber.dies_of(**among_alarms)
    told.append(await silence(chamber))
    await chamber.settled()
    return [[await end_of(chamber, key, keys) for key in keys] for keys in told]


async def end_of(chamber, key, keys):
    """What was said, written and kept of it, without its number."""
    facts = [(*known, without(body, *keys)) for *known, body in await chamber.facts(key)]
    letters = Counter((subject, without(body, *keys)) for subject, body in (await chamber.letters(key)).elements())
    return facts, letters, without(await chamber.state(key), *keys)


def same(ends, others):
    """Compared piece by piece: what differs is what pytest shows."""
    for end, other in zip(ends, others, strict=True):
        for (facts, letters, state), (facts_, letters_, state_) in zip(end, other, strict=True):
            assert facts == facts_
            assert letters == letters_
            assert state == state_
    return True


async def test_whoever_is_killed_in_whatever_phase_nothing_is_lost_or_said_twice_and_the_end_is_the_same(chamber, admin):
    undisturbed = await ends(chamber, {}, {})
    killed = await ends(chamber, DEATHS, AMONG_ALARMS)
    numbers = await chamber.minutes_numbers()

    assert chamber.deaths_to_come == []
    assert max(chamber.copies.values()) > 1  # what had been said, and was not struck out yet, was said again
    assert same(killed, undisturbed)
    assert [number.rpartition("-")[2] for number in numbers] == [f"{n:04}" for n in range(1, 2 * MINUTES + 1)]
    assert await chamber.databases["joint_review"]["refusals"].count_documents({}) == 0
    assert (await admin.js.stream_info("DEAD")).state.messages == 0


async def test_a_meeting_over_many_cases_ends_the_same_whoever_of_routing_and_joint_review_is_killed(opens_chamber, admin):
    chamber = await opens_chamber("joint_review", "joint_review", "routing", "routing")
    undisturbed = await mass_meeting(chamber)
    chamber.dies_of(**OF_THE_MEETING)
    killed = await mass_meeting(chamber)
    ends = [[[await end_of(chamber, key, keys) for key in keys]] for keys in (undisturbed, killed)]

    assert chamber.deaths_to_come == []
    assert same(*ends)
    assert all('"joint_review reviews"' in state and '"routing ' in state for _, _, state in ends[1][0])
    assert (await admin.js.stream_info("DEAD")).state.messages == 0
