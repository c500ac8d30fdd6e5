from datetime import UTC, datetime

import pytest
from pydantic import BaseModel

from shared.bus.envelope import Cause, Received, Unreadable, asked, child_traceparent, fact_message, new_traceparent
from shared.bus.subjects import Subject
from shared.contracts.application import Application
from shared.contracts.routing import RouteClosed
from shared.errors import Refused

CASE = "150622-20260302-000001"


def closed(**more):
    return Received(id="1", subject=Subject.parse("evt.150622.routing.route-closed"), body=b'{"reviews": 0}', **more)


def test_a_fact_is_read_by_its_subject():
    assert closed(case=CASE, kind="routing.route-closed").event() == RouteClosed(reviews=0)


@pytest.mark.parametrize(
    "more", [{}, {"case": CASE}, {"kind": "routing.route-closed"}, {"case": CASE, "kind": "intake.case-completed"}]
)
def test_what_does_not_name_its_type_and_case_is_no_fact(more):
    with pytest.raises(Unreadable):
        closed(**more).event()


class Brought(BaseModel):
    """Two kinds of lists, which want the same of what is in them."""

    materials: tuple[int, ...] | list[int]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b'{"materials": "some"}', ["materials", "materials"]),
        (b'{"materials": ["x", 5]}', ["materials", "materials.1"]),
    ],
)
def test_a_field_that_may_be_one_thing_or_another_is_named_as_people_wrote_it(body, fields):
    with pytest.raises(Refused) as refused:
        asked(Application, body)

    found = [fault for fault in refused.value.faults if fault.field.startswith("materials")]
    assert [fault.field for fault in found] == fields
    assert len({(fault.field, fault.message) for fault in found}) == len(found)


def test_what_is_wrong_with_every_branch_of_a_union_is_told_once():
    with pytest.raises(Refused) as refused:
        asked(Brought, b'{"materials": ["x"]}')

    assert [(fault.field, fault.message) for fault in refused.value.faults] == [("materials.0", "应为整数")]


def test_the_same_cause_says_the_same_with_the_same_id():
    def message(cause):
        return fact_message(
            RouteClosed(), case=CASE, centre="150622", sequence=9, cause=cause, time=datetime(2026, 3, 2, tzinfo=UTC)
        )

    assert message(Cause("a", "t")) == message(Cause("a", "t"))
    assert message(Cause("a", "t")).id != message(Cause("b", "t")).id


def test_a_fact_carries_its_cloudevents_attributes():
    message = fact_message(
        RouteClosed(), case=CASE, centre="150622", sequence=9, cause=Cause("a", "t"), time=datetime(2026, 3, 2, tzinfo=UTC)
    )

    assert message.subject == "evt.150622.routing.route-closed"
    assert message.headers == {
        "Nats-Msg-Id": message.id,
        "content-type": "application/json",
        "ce-specversion": "1.0",
        "ce-id": message.id,
        "ce-type": "routing.route-closed",
        "ce-source": "/centres/150622/routing",
        "ce-subject": CASE,
        "ce-time": "2026-03-02T00:00:00.000Z",
        "ce-centre": "150622",
        "ce-causationid": "a",
        "ce-traceparent": "t",
        "ce-sequence": "9",
    }


def test_a_trace_goes_on_and_a_malformed_one_starts_anew():
    parent = new_traceparent()

    assert child_traceparent(parent)[3:35] == parent[3:35]
    assert child_traceparent(parent) != parent
    assert child_traceparent("rubbish").startswith("00-")
