"""The store of complaints against MongoDB, and the hand-written fake that promises the same."""

import asyncio
from itertools import product

import pytest

from services.intake.domain.complaint import Complaint
from services.intake.domain.complaint_parts import Actor, digest
from services.intake.domain.moment import Moment
from services.intake.domain.supervising import Accused, Line
from services.intake.supervision.store import MongoComplaints, MongoCounts, Month
from services.intake.supervision.use_cases import Supervision
from shared.bus import Cause
from shared.clock import FixedClock
from shared.contracts.complaint import KINDS, AnswerComplaint, Complain, ComplaintReceived, ComplaintsQuery
from shared.errors import Fault
from shared.store import MongoNumbers, MongoRefusals, Outbox
from tests.fakes import MemorySender, facts
from tests.unit.complaint_world import (
    ABOVE,
    CENTRE,
    CITY,
    COMPLAINT,
    LAND,
    MONDAY,
    NEIGHBOUR,
    REPORT,
    MemoryCaseFiles,
    MemoryComplaints,
    jurisdictions,
)
from tests.unit.test_complaint_machine import AGAINST, TERMS, TIMES

MOMENT = Moment(MONDAY, TIMES, TERMS)
MARCH, APRIL = Month.of(MONDAY.date()), Month.of(MONDAY.date().replace(month=4))


@pytest.fixture
def sender():
    return MemorySender()


@pytest.fixture
async def mongo_complaints(mongo_database, sender):
    made = MongoComplaints(mongo_database, Outbox(sender), FixedClock(MONDAY))
    await made.prepare()
    return made


@pytest.fixture(params=["real", "fake"])
def complaints(request, mongo_complaints, sender):
    if request.param == "real":
        return mongo_complaints
    fake = MemoryComplaints(Complaint, "intake", FixedClock(MONDAY))
    sender.sent = fake.sent
    return fake


def new(running, submission, *, centre=CENTRE, against="agent:zh1", kind="service"):
    number = f"{centre}-T20260302-{running:06}"
    return Complaint(
        id=number,
        centre=centre,
        request=submission,
        kind=kind,
        against=against,
        channel="box",
        content="…",
        code_hash=digest(number, "CODE"),
        superior=ABOVE,
        handler=Line(kind == "misconduct", Accused.parse(against), ABOVE).first(),
        received_at=MONDAY.isoformat(),
        since=MONDAY,
    )


async def add(complaints, running, submission, **how):
    made = new(running, submission, **how)
    return await complaints.add_once(made, Cause(submission), made.received(MOMENT))


async def found(complaints, by, region=CENTRE, **query):
    return [int(each.id[-6:]) for each in await complaints.listed(region, ComplaintsQuery(by=by, **query))]


async def test_a_request_becomes_one_complaint_however_often_it_is_added_at_once(complaints, sender):
    added = await asyncio.gather(*(add(complaints, running, "17") for running in range(1, 9)))

    assert len({each.id for each in added}) == 1
    assert (await complaints.submitted("17")).id == added[0].id
    assert await complaints.submitted("18") is None
    assert len(facts(sender.sent, ComplaintReceived)) == 1


async def test_a_post_finds_exactly_what_it_may_handle(complaints):
    made = {}
    for running, (against, kind) in enumerate(product((*AGAINST, "150600.zfb"), ("service", "misconduct")), 1):
        made[running] = await add(complaints, running, str(running), against=against, kind=kind)
    await add(complaints, 99, "elsewhere", centre=NEIGHBOUR, against="section_head")

    for post in ("section_head", "vice_head", "supervisor"):
        able = [running for running, each in made.items() if each.line.may_handle(post)]
        assert await found(complaints, post) == able[::-1]
    assert await found(complaints, ABOVE, CITY) == [*sorted(made, reverse=True), 99]
    assert await found(complaints, ABOVE, CENTRE) == []
    assert await found(complaints, "agent:zh1") == []
    assert await found(complaints, "centre") == []


async def test_the_list_is_paged_and_narrowed(complaints):
    for running in range(1, 6):
        await add(complaints, running, str(running), kind="delay" if running % 2 else "service")
    second = f"{CENTRE}-T20260302-000002"
    await complaints.change(second, Cause("accept"), lambda it: it.accept(Actor("section_head", CENTRE), MOMENT))
    late = f"{CENTRE}-T20260302-000003"
    when = MOMENT._replace(now=MONDAY.replace(day=4))
    await complaints.change(late, Cause("ring"), lambda it: it.ring_at(when))

    assert await found(complaints, "section_head", limit=2) == [5, 4]
    assert await found(complaints, "section_head", limit=2, after=f"{CENTRE}-T20260302-000004") == [3, 2]
    assert await found(complaints, "section_head", state="in_hand") == [2]
    assert await found(complaints, "section_head", state="open", kind="delay") == [5, 3, 1]
    assert await found(complaints, "section_head", overdue=True) == [3]
    assert await found(complaints, "section_head", mine=True) == [5, 4, 2, 1]
    assert await found(complaints, "vice_head", mine=True) == [3]
    assert await found(complaints, "vice_head", kind="misconduct") == []


async def test_complaints_have_numbers_of_their_own(mongo_complaints, mongo_database):
    refusals = MongoRefusals(mongo_database["refusals"])
    numbers = MongoNumbers(mongo_database)
    use = Supervision(mongo_complaints, numbers, MemoryCaseFiles(), refusals, jurisdictions(), FixedClock(MONDAY))
    case = await numbers.next(CENTRE, MONDAY.date())

    made = [(await use.complain(CENTRE, Complain(**body), Cause(str(n))))[0].id for n, body in enumerate((COMPLAINT, REPORT))]

    assert made == [f"{CENTRE}-T20260302-00000{n}" for n in (1, 2)]
    assert case == f"{CENTRE}-20260302-000001"


async def test_the_month_is_counted_by_centre(mongo_complaints, mongo_database):
    await add(mongo_complaints, 1, "1", kind="overstepping")
    await add(mongo_complaints, 2, "2", against=LAND, kind="delay")
    await add(mongo_complaints, 3, "3", centre=NEIGHBOUR)
    head = Actor("section_head", CENTRE)
    number = f"{CENTRE}-T20260302-000001"
    order = AnswerComplaint(complaint_number=number, by="section_head", finding="upheld", answer="属实", measures=("整改",))
    await mongo_complaints.change(number, Cause("accept"), lambda it: it.accept(head, MOMENT))
    await mongo_complaints.change(number, Cause("answer"), lambda it: it.answer(head, order, MOMENT))

    counts = await MongoCounts(mongo_database).complaints(CENTRE, MARCH)

    assert {name: count for name, count in counts.items() if count} == {
        "received": 2,
        "open": 2,
        "upheld": 1,
        "anonymous": 2,
        "overstepping_upheld": 1,
        "kind:overstepping": 1,
        "kind:delay": 1,
    }
    assert {f"kind:{kind}" for kind in KINDS} <= set(counts)
    assert not any((await MongoCounts(mongo_database).complaints(CENTRE, APRIL)).values())


async def test_mandates_and_refused_agents_are_counted(mongo_database):
    def case(running, centre=CENTRE, signed="2026-03-05T10:00:00+08:00", state="in_force", completed=None):
        mandate = {"state": state, "signed_at": signed}
        state = {"centre": centre, "mandate": mandate, "completed_at": completed}
        return {"_id": f"{centre}-20260302-{running:06}", "state": state}

    revoked = case(2, state="revoked", completed="2026-03-31T23:59:59+08:00")
    cases = [case(1), revoked, case(3, signed="2026-04-01T00:00:00+08:00")]
    without = {"_id": f"{CENTRE}-20260302-000004", "state": {"centre": CENTRE, "mandate": None, "completed_at": None}}
    township = case(1, centre="150622100")
    await mongo_database["cases"].insert_many([*cases, without, township])
    refusals = MongoRefusals(mongo_database["refusals"])
    await refusals.prepare()
    for field, number in (("agent", f"{CENTRE}-1"), ("item", f"{CENTRE}-1"), ("agent", f"{NEIGHBOUR}-1")):
        await refusals.note(number, "agent:zh1", "deliver", [Fault(field=field, message="…", remedy="…")], MONDAY)

    counts = MongoCounts(mongo_database)

    assert await counts.cases(CENTRE, MARCH) == {"mandated": 2, "in_force": 1, "completed": 1}
    assert await counts.cases(NEIGHBOUR, MARCH) == {"mandated": 0, "in_force": 0, "completed": 0}
    assert await counts.refused(CENTRE, MARCH) == 1
    assert await counts.refused(CENTRE, APRIL) == 0


async def test_a_month_is_counted_without_looking_at_the_other_months(mongo_complaints, mongo_database):
    counts = MongoCounts(mongo_database)
    await counts.prepare()
    months = [f"{2024 + n // 12}-{n % 12 + 1:02}-05T10:00:00+08:00" for n in range(36)]
    cases, complaints, refusals = (mongo_database[name] for name in ("cases", "complaints", "refusals"))
    for n, at in enumerate(months):
        numbers = [f"{CENTRE}-{at[:10].replace('-', '')}-{running:06}" for running in range(20)]
        mandate = {"state": "in_force", "signed_at": at}
        state = {"centre": CENTRE, "mandate": mandate, "completed_at": at, "received_at": at}
        await cases.insert_many([{"_id": number, "state": {**state, "request": number}} for number in numbers])
        told = [{"_id": number.replace("-2", "-T2", 1), "state": {**state, "request": number}, "card": {}} for number in numbers]
        await complaints.insert_many(told)
        when = MONDAY.replace(year=2024 + n // 12, month=n % 12 + 1)
        await refusals.insert_many([{"case": number, "at": when, "faults": [{"field": "agent"}]} for number in numbers])
    await mongo_database.command({"profile": 2})
    march = (await counts.cases(CENTRE, MARCH), await counts.complaints(CENTRE, MARCH), await counts.refused(CENTRE, MARCH))
    await mongo_database.command({"profile": 0})

    looked = [one async for one in mongo_database["system.profile"].find({"command.aggregate": {"$exists": True}})]
    assert (march[0]["mandated"], march[0]["completed"], march[1]["received"], march[2]) == (20, 20, 20, 20)
    assert len(looked) == 4
    assert not [one["planSummary"] for one in looked if "COLLSCAN" in one["planSummary"]]
    assert max(one["docsExamined"] for one in looked) <= 20
