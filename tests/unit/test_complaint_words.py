"""What a complainant writes or says stays in the complaint: no fact (and so no notice), log or recorded refusal repeats it."""

import asyncio
import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from services.intake.supervision.acts import ORDERS
from shared.contracts import complaint as say
from shared.errors import Refused
from tests.unit.complaint_world import ANSWER, CASE, CENTRE, COMPLAINT, NUMBER, REPORT, World

MARKER = "苏和13912345678"
"""Name and telephone, as anonymous people have written them into whatever field there was."""
OPERATIONS = {
    "complain": say.Complain,
    "complaint": say.ComplaintQuery,
    "complaints": say.ComplaintsQuery,
    "supervision": say.SupervisionQuery,
    **ORDERS,
}
GOOD = {
    "kind": "service",
    "against": "window:3号窗口",
    "channel": "box",
    "content": "…",
    "anonymous": True,
    "by": "supervisor",
    "to": "superior",
    "reason": "…",
    "finding": "not_upheld",
    "answer": "…",
    "satisfied": False,
    "note": "…",
    "ground": "withdrawn",
    "reached": "phone",
    "complaint_number": NUMBER,
    "month": "2026-03-02",
}
WRITTEN = st.sampled_from([MARKER, f"window:{MARKER}", f"agent:{MARKER}", f"150622.{MARKER}", f"{NUMBER}{MARKER}", [MARKER]])


@st.composite
def bodies(draw):
    """An operation, and a body for it in which some fields, perhaps one that does not exist, hold the marker."""
    operation = draw(st.sampled_from(sorted(OPERATIONS)))
    names = sorted(OPERATIONS[operation].model_fields)
    good = {name: GOOD[name] for name in names if name in GOOD and name != "by"}
    marked = draw(st.sets(st.sampled_from([*names, MARKER]), max_size=3))
    own = draw(st.booleans()) and "query_code" in names
    return operation, good | {name: draw(WRITTEN) for name in marked}, own and "query_code" not in marked


def kept(world):
    """Everything that leaves the complaint."""
    recorded = [repr(note) for note in world.refusals.noted] + [repr(act) for act in world.refusals.all()]
    return b"".join(message.body for message in world.complaints.sent).decode() + "".join(recorded)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from([COMPLAINT, REPORT]), st.lists(bodies(), min_size=1, max_size=6), st.sampled_from(["", "accept", "answer"])
)
def test_no_word_of_the_complainant_leaves_the_complaint(first, orders, until):
    with capture_logs() as heard:
        world = asyncio.run(played(first, orders, until))

    assert MARKER not in kept(world) + repr(heard)
    assert "13912345678" not in kept(world)


async def played(first, orders, until):
    world = World()
    person = {"complainant": {"name": MARKER, "telephone": "13912345678"}} if "complainant" in first else {}
    made = await world.ask("complain", first | {"against": f"window:{MARKER}", "content": MARKER} | person)
    by = {"complaint_number": NUMBER, "by": made["handler"]}
    if until:
        await world.ask("accept-complaint", by)
    if until == "answer":
        await world.ask("answer-complaint", by | ANSWER)
    for operation, body, own in orders:
        with suppress(Refused):
            await world.ask(operation, body | ({"query_code": made["query_code"]} if own else {}))
    return world


async def test_the_words_of_each_own_act_are_kept_by_the_complaint_and_told_by_no_fact():
    world = World()
    made = await world.ask("complain", REPORT | {"against": f"window:{MARKER}", "content": MARKER})
    code = made["query_code"]
    by = {"complaint_number": NUMBER, "by": "supervisor"}
    await world.ask("accept-complaint", by)
    await world.ask("answer-complaint", by | ANSWER)
    await world.own("revisit-complaint", code, satisfied=False, note=MARKER)
    await world.own("reopen-complaint", code, reason=MARKER)
    await world.act("answer-complaint", made_by := (await world.first()).handler, centre=made_by.partition(".")[0], **ANSWER)
    await world.own("revisit-complaint", code, satisfied=False, note=MARKER)

    assert MARKER not in kept(world)
    assert [entry.act for entry in (await world.first()).history if MARKER in entry.note] == [
        "revisit-complaint",
        "reopen-complaint",
        "revisit-complaint",
    ]


async def test_what_the_handler_notes_of_a_revisit_is_the_complainants_too():
    world = World()
    await world.answered(COMPLAINT, "section_head")
    await world.act("revisit-complaint", "section_head", satisfied=True, reached="phone", note=MARKER)

    assert MARKER not in kept(world)
    assert MARKER in (await world.first()).history[-1].note


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"by": 1}', json.dumps({MARKER: 1, "content": 5}).encode()])
@pytest.mark.parametrize("operation", sorted(OPERATIONS))
async def test_a_body_that_cannot_be_read_is_refused_and_on_record(operation, body):
    world = World()

    with pytest.raises(Refused):
        await world.ask_raw(operation, body)

    ((where, _, act, messages),) = world.refusals.noted
    assert (where, act) == (CENTRE, operation)
    assert messages
    assert MARKER not in kept(world)


async def test_a_refused_complaint_is_on_record_with_the_fields_and_what_is_wrong_with_them():
    world = World()
    with pytest.raises(Refused):
        await world.ask("complain", COMPLAINT | {"against": MARKER, "case_number": MARKER})

    (act,) = world.refusals.all()
    assert (act.who, act.act) == (f"{CENTRE}/complainant", "complain")
    assert [fault.field for fault in act.faults] == ["case_number", "against"]


async def test_what_is_refused_of_an_order_is_recorded_once_under_the_complaint():
    world = World()
    await world.ask("complain", COMPLAINT | {"case_number": CASE})
    with pytest.raises(Refused):
        await world.ask("answer-complaint", {"complaint_number": NUMBER, "by": "section_head", "finding": "perhaps"})

    ((where, who, act, _),) = world.refusals.noted
    assert (where, who, act) == (NUMBER, f"{CENTRE}/section_head", "answer-complaint")
