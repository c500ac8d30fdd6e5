import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from services.archive.domain.entry import EntryUnreadable
from services.archive.domain.restriction import Restriction
from services.archive.domain.verification import verify_dossier
from services.archive.journal import JournalConflict
from shared.bus import Received, Subject
from shared.contracts.archive import DossierClosed
from shared.jurisdictions import CentreUnknown
from shared.store import DatabaseAway
from tests.fakes import facts
from tests.unit.archive_case import (
    CASE,
    CENTRE,
    OTHER_CENTRE,
    PERMIT,
    RESTRICTION,
    SECURITY,
    renamed,
    whole_case,
    without,
)
from tests.unit.archive_world import World, refusal

SECOND = "150622-20260302-000018"


@pytest.fixture
def world():
    return World()


async def test_every_fact_is_journalled_with_where_it_came_from(world):
    first = whole_case()[0]

    await world.hear(first)

    kept = world.journal.entries[first.id]
    assert (kept.case, kept.centre, kept.owner, kept.name, kept.sequence) == (CASE, CENTRE, "intake", "case-submitted", 1)
    assert (kept.time, kept.causation, kept.traceparent) == (first.time, first.causation, first.traceparent)
    assert kept.body == json.loads(first.body)
    assert world.journal.received[first.id] == world.clock.now()


async def test_a_fact_nobody_knows_is_journalled_as_it_is(world):
    message = Received("1", Subject.parse("evt.150622.rules.rulebook-published"), b'{"version": 7}')

    failed = await world.hear(message)

    assert failed == {}
    assert world.journal.entries["1"].body == {"version": 7}


async def test_facts_without_a_number_do_not_get_into_each_others_way(world):
    subject = Subject.parse("evt.150622.rules.rulebook-published")

    failed = await world.hear(Received("1", subject, b"{}"), Received("2", subject, b"{}"))

    assert failed == {}
    assert world.journal.entries.keys() == {"1", "2"}


async def test_centre_and_owner_are_the_subjects_whatever_the_headers_say(world):
    message = replace(whole_case()[0], centre=OTHER_CENTRE, kind="routing.case-decided")

    await world.hear(message)

    kept = world.journal.entries[message.id]
    assert (kept.centre, kept.owner, kept.name) == (CENTRE, "intake", "case-submitted")


async def test_a_repeated_fact_is_kept_once_and_is_no_failure(world):
    first = whole_case()[0]
    await world.hear(first)
    received = world.journal.received[first.id]
    world.clock.advance(timedelta(hours=1))

    failed = await world.hear(first, first)

    assert failed == {}
    assert world.journal.received[first.id] == received


async def test_another_fact_at_a_taken_place_is_a_failure_of_its_own(world):
    first, second = whole_case()[:2]
    usurper = replace(first, id="usurper")
    await world.hear(first)

    failed = await world.hear(usurper, second)

    assert {key: type(error) for key, error in failed.items()} == {"usurper": JournalConflict}
    assert world.journal.entries.keys() == {first.id, second.id}


async def test_an_end_that_was_not_journalled_asks_for_no_closing(world):
    first, *_, ended, _route, _notice = whole_case()
    await world.hear(first)

    failed = await world.hear(replace(ended, sequence=first.sequence))

    assert failed.keys() == {ended.id}
    assert world.journal.awaited == set()


async def test_a_body_that_is_no_object_fails_alone(world):
    first, second = whole_case()[:2]

    failed = await world.hear(replace(first, body=b"[]"), second)

    assert {key: type(error) for key, error in failed.items()} == {first.id: EntryUnreadable}
    assert world.journal.entries.keys() == {second.id}


async def test_a_header_that_is_no_text_fails_alone(world):
    first, second = whole_case()[:2]

    failed = await world.hear(replace(first, case="150622-\udce5\udc87"), second)

    assert {key: type(error) for key, error in failed.items()} == {first.id: EntryUnreadable}
    assert world.journal.entries.keys() == {second.id}


async def test_a_database_that_is_away_fails_the_batch_as_a_whole(world):
    world.journal.away = True

    with pytest.raises(DatabaseAway):
        await world.hear(*whole_case())


async def test_a_complete_case_is_closed_and_told(world):
    story = whole_case()

    failed = await world.hear(*story)

    content = await world.zip()
    closed = facts(world.dossiers.sent, DossierClosed)
    assert failed == {}
    assert verify_dossier(content) == []
    assert [(fact.dossier, fact.sha256, fact.events) for fact in closed] == [
        (f"{CASE}.zip", sha256(content).hexdigest(), len(story))
    ]
    said, ended = world.dossiers.sent[0], story[-3]
    assert said.subject == "evt.150622.archive.dossier-closed"
    assert said.headers["ce-causationid"] == ended.id
    assert said.headers["ce-traceparent"].split("-")[1] == ended.traceparent.split("-")[1]
    assert world.journal.awaited == set()


async def test_a_case_is_closed_whatever_the_order_and_however_the_batches_fall(world):
    one_by_one = World()
    await world.hear(*whole_case())

    for message in reversed(whole_case()):
        await one_by_one.hear(message)

    assert (await one_by_one.dossier()).sha256 == (await world.dossier()).sha256


async def test_a_dossier_with_a_gap_stays_open_until_the_missing_fact_comes(world):
    left, missing = without(whole_case(), "routing", 4)
    await world.hear(*left)
    told = await refusal(world.ask_dossier())
    waiting = world.journal.awaited

    await world.hear(missing)

    assert told == ["尚未归档：routing 缺第 4 号事件"]
    assert waiting == {CASE}
    assert (await world.ask_dossier())["sha256"] == (await world.dossier()).sha256
    assert verify_dossier(await world.zip()) == []


async def test_every_single_fact_left_out_keeps_the_dossier_open():
    for message in whole_case():
        world = World()
        await world.hear(*(one for one in whole_case() if one.id != message.id))
        assert world.dossiers.sent == [], f"{message.subject.verb} was not missed"

        await world.hear(message)

        assert len(facts(world.dossiers.sent, DossierClosed)) == 1


async def test_the_journal_is_read_for_cases_that_want_closing_only(world):
    for message in whole_case()[:-3]:
        await world.hear(message)

    assert world.journal.reads == 0


async def test_hearing_everything_again_changes_nothing(world):
    await world.hear(*whole_case())
    before = await world.dossier()

    world.clock.advance(timedelta(days=30))
    await world.hear(*whole_case())

    assert await world.dossier() == before
    assert (len(world.dossiers.sent), world.shelf.puts) == (1, 1)
    assert world.journal.awaited == set()


async def test_two_replicas_that_close_at_once_close_once(world):
    *first, last = whole_case()
    await world.hear(*first)
    other = world.replica()

    await asyncio.gather(world.handlers.on_event([last]), other.on_event([last]))

    assert len(facts(world.dossiers.sent, DossierClosed)) == 1
    assert len(world.shelf.files) == 1


async def test_after_a_crash_between_file_and_record_the_same_dossier_is_made(world):
    *first, last = whole_case()
    crashed = World()
    await crashed.hear(*first, last)
    world.shelf.files = dict(crashed.shelf.files)

    await world.hear(*first, last)

    assert (await world.dossier()).sha256 == (await crashed.dossier()).sha256
    assert len(world.shelf.files) == 1


async def test_facts_after_the_closing_are_journalled_and_change_nothing(world):
    await world.hear(*whole_case())
    before = await world.dossier()
    late = replace(whole_case()[-1], id="late", sequence=9)

    failed = await world.hear(late)

    assert failed == {}
    assert await world.dossier() == before
    assert "late" in world.journal.entries


async def test_one_case_that_cannot_be_closed_holds_up_no_other(world):
    def restriction(centre):
        if centre == OTHER_CENTRE:
            raise CentreUnknown(centre)
        return RESTRICTION

    handlers = world.archive(restriction)
    foreign = [
        replace(one, id=f"other-{one.id}", case=SECOND, subject=replace(one.subject, region=OTHER_CENTRE), body=_other(one))
        for one in whole_case()
    ]

    failed = await handlers.keep([*foreign, *whole_case()])

    assert {key: type(error) for key, error in failed.items()} == {foreign[-1].id: CentreUnknown}
    assert (await world.dossier()).id == CASE
    assert world.journal.awaited == {SECOND}


def _other(message):
    return message.body.replace(b'"answers":"', b'"answers":"other-')


async def test_two_versions_that_close_the_same_case_never_share_a_file(world):
    await world.hear(*whole_case((PERMIT, SECURITY)))
    older = World(Restriction())
    older.shelf = world.shelf
    older.handlers = older.replica(Restriction())

    await older.hear(*whole_case((PERMIT, SECURITY)))

    assert (await older.dossier()).file_id != (await world.dossier()).file_id
    assert len(world.shelf.files) == 2


async def test_a_fact_under_another_name_does_not_close_a_case(world):
    story = [renamed(one, "case-finished") if one.subject.verb == "case-closed" else one for one in whole_case()]

    await world.hear(*story)

    assert world.dossiers.sent == []
    assert world.journal.awaited == {CASE}  # for the route was closed: the doctor will tell what is missing
