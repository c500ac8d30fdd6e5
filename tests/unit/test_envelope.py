from datetime import UTC, datetime

import pytest

from shared.bus.envelope import Cause, Received, Unreadable, child_traceparent, fact_message, new_traceparent
from shared.bus.subjects import Subject
from shared.contracts.routing import RouteClosed

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
