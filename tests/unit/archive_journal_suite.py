"""What every journal must do: run against the hand-written one (unit) and the one in MongoDB (connected)."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from services.archive.domain.entry import JournalEntry, parsed
from services.archive.journal import Journal, JournalConflict
from tests.unit.archive_case import CASE, CENTRE, MONDAY, entries, whole_case

SECOND = "150622-20260302-000018"
STORY = entries(whole_case())


def by_place(found: Sequence[JournalEntry]) -> list[JournalEntry]:
    return sorted(found, key=lambda one: (one.owner, one.sequence, one.id))


class JournalSuite:
    """Subclasses provide the fixture `journal`."""

    async def test_what_was_added_comes_back_as_it_was(self, journal: Journal):
        failed = await journal.add(STORY, MONDAY)

        assert failed == {}
        assert by_place(await journal.events(CASE)) == by_place(STORY)

    async def test_any_body_that_can_be_read_comes_back_unchanged(self, journal: Journal):
        text = '{"b": [1, -2.5, 1.0, true, null, ""], "a": {"点.号": {}, "": []}, "大": 9223372036854775807, "深": %s}'
        body = parsed((text % ('{"a":' * 55 + "1" + "}" * 55)).encode())
        strange = replace(STORY[0], body=body)

        await journal.add([strange], MONDAY)

        (found,) = await journal.events(CASE)
        assert found.line() == strange.line()

    async def test_adding_nothing_is_no_failure(self, journal: Journal):
        assert await journal.add([], MONDAY) == {}

    async def test_a_repeat_is_ignored(self, journal: Journal):
        await journal.add(STORY[:2], MONDAY)

        failed = await journal.add(STORY[:3], MONDAY + timedelta(days=1))

        assert failed == {}
        assert by_place(await journal.events(CASE)) == by_place(STORY[:3])

    async def test_a_repeat_within_a_batch_is_ignored(self, journal: Journal):
        failed = await journal.add([STORY[0], STORY[0], STORY[1]], MONDAY)

        assert failed == {}
        assert by_place(await journal.events(CASE)) == by_place(STORY[:2])

    async def test_another_fact_at_a_taken_place_is_a_conflict_of_its_own(self, journal: Journal):
        await journal.add(STORY[:1], MONDAY)
        usurper = replace(STORY[0], id="usurper")

        failed = await journal.add([STORY[0], usurper, STORY[1]], MONDAY)

        assert {key: type(error) for key, error in failed.items()} == {"usurper": JournalConflict}
        assert by_place(await journal.events(CASE)) == by_place(STORY[:2])

    async def test_of_two_facts_at_one_place_in_one_batch_one_is_kept(self, journal: Journal):
        usurper = replace(STORY[0], id="usurper")

        failed = await journal.add([STORY[0], usurper], MONDAY)

        assert len(failed) == 1
        assert {one.id for one in await journal.events(CASE)} | failed.keys() == {STORY[0].id, "usurper"}

    async def test_a_place_is_taken_for_its_own_case_and_owner_only(self, journal: Journal):
        elsewhere = replace(STORY[0], id="elsewhere", case=SECOND)
        other_owner = replace(STORY[0], id="other-owner", owner="rules")

        failed = await journal.add([STORY[0], elsewhere, other_owner], MONDAY)

        assert failed == {}
        assert [one.id for one in await journal.events(SECOND)] == ["elsewhere"]

    async def test_facts_without_a_number_take_no_place(self, journal: Journal):
        unnumbered = [replace(STORY[0], id=key, sequence=0) for key in ("first", "second")]

        failed = await journal.add(unnumbered, MONDAY)

        assert failed == {}
        assert {one.id for one in await journal.events(CASE)} == {"first", "second"}

    async def test_replicas_that_journal_the_same_batch_at_once_keep_it_once(self, journal: Journal):
        failures = await asyncio.gather(*(journal.add(STORY, MONDAY) for _ in range(4)))

        assert list(failures) == [{}] * 4
        assert by_place(await journal.events(CASE)) == by_place(STORY)

    async def test_a_case_nobody_spoke_of_has_no_facts(self, journal: Journal):
        assert await journal.events(CASE) == []

    async def test_a_case_waits_for_its_closing_until_it_is_closed(self, journal: Journal):
        await journal.await_closing({CASE: CENTRE}, MONDAY)
        before = await journal.awaiting({CASE, SECOND})

        await journal.closed(CASE)
        await journal.closed(CASE)

        assert before == {CASE}
        assert await journal.awaiting({CASE, SECOND}) == set()

    async def test_remembering_twice_and_at_once_is_remembering(self, journal: Journal):
        later = datetime.fromisoformat("2026-03-09T09:00:00+08:00")

        await asyncio.gather(*(journal.await_closing({CASE: CENTRE, SECOND: CENTRE}, at) for at in (MONDAY, later, later)))

        assert await journal.awaiting([CASE, SECOND]) == {CASE, SECOND}

    async def test_the_cases_of_a_centre_wait_the_longest_first(self, journal: Journal):
        later, foreign = MONDAY + timedelta(days=1), "150602-20260302-000001"
        await journal.await_closing({CASE: CENTRE, foreign: "150602"}, later)
        await journal.await_closing({SECOND: CENTRE, CASE: CENTRE}, MONDAY)

        found = await journal.waiting(CENTRE)

        assert [(one.case, one.since) for one in found] == [(SECOND, MONDAY), (CASE, later)]
        assert [one.case for one in await journal.waiting("150602")] == [foreign]

    async def test_no_case_waits_where_none_is_asked_for(self, journal: Journal):
        await journal.await_closing({}, MONDAY)

        assert await journal.awaiting([]) == set()
