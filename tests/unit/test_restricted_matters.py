"""A matter about the restricted item before a rung that is another department: it can settle it, and learns not whose it is."""

import json

import pytest

from services.routing.domain import clock_told, letters
from shared.contracts.common import RESTRICTED_NAME
from shared.contracts.departments import Assignment
from shared.contracts.intake import AttachedFile
from tests.fakes import mails
from tests.unit.handover_world import BANNER, CITY, FILING, SECURITY, WATER, Desks, messages

OURS, THEIRS = f"{BANNER}.gaj", f"{CITY}.gaj"
MARKER = "涉密工程"
SECRETS = ("国家安全", "gaj", MARKER)
DAY = "2026-03-20"


@pytest.fixture
async def desks():
    """The transfer of the restricted item is left unanswered, and a rung that is another department is asked."""
    desks = await Desks().begin(FILING, WATER, SECURITY, area_ha=6)
    await matter(desks, ring=True)
    return desks


async def matter(desks, trigger="handover_overdue", *, ring=False):
    """That matter; `ring`: alarms go off until there is one."""
    for _ in range(40):
        found = [each for each in (await desks.route()).matters.values() if each.trigger == trigger]
        if found or not ring:
            return found[0]
        await desks.ring_due()
    raise AssertionError(trigger)


def leaks(*told):
    read = json.dumps(told, ensure_ascii=False, default=str)
    return [secret for secret in SECRETS if secret in read]


def to_others(desks):
    """Every mail that neither a department of that kind nor a service reads."""
    return [one.body.decode() for one in desks.sent if not one.subject.startswith(("evt.", f"task.{OURS}", f"task.{THEIRS}"))]


async def resolves(desks, owner, binding="handle", **more):
    asked = await matter(desks)
    measure = {"owner": owner, "act": "承办", "due": DAY, "binding": binding, "item": SECURITY} | more
    number = asked.matter_id.rpartition("/")[2]
    return await desks.says(asked.now_at.rung.party, "resolved", number, note="议定由旗级承办", measures=[measure])


async def test_a_rung_that_is_another_department_reads_neither_the_name_nor_whose_it_is(desks):
    asked = await matter(desks)
    (letter,) = [each for each in desks.post_to(f"task.{asked.now_at.rung.party}.escalated") if each["item"] == SECURITY]

    assert asked.now_at.rung.party not in {OURS, THEIRS}
    assert RESTRICTED_NAME in letter["subject"]
    assert f"{BANNER}.主管部门" in letter["parties"]
    assert leaks(*to_others(desks)) == []


async def test_it_settles_who_handles_it_by_the_name_that_it_was_told(desks):
    answer = await resolves(desks, f"{BANNER}.主管部门")
    task = await desks.task(SECURITY)

    assert (task.address, task.bound) == (OURS, True)
    assert [each["measure"]["owner"] for each in desks.post_to(f"task.{OURS}.measure-assigned")] == [OURS]
    assert answer["measures"][0]["owner"] == f"{BANNER}.主管部门"
    assert leaks(answer, *to_others(desks)) == []


async def test_an_address_that_it_was_not_told_is_refused_and_none_is_told_instead(desks):
    asked = await matter(desks)
    number = asked.matter_id.rpartition("/")[2]
    for owner in (OURS, f"{BANNER}.slj"):
        measure = {"owner": owner, "act": "承办", "due": DAY, "binding": "handle", "item": SECURITY}
        faults = await desks.refuses(asked.now_at.rung.party, "resolved", number, note="议定", measures=[measure])

        assert leaks(*(fault.model_dump() for fault in faults if owner not in fault.message)) == []
    assert "主管部门" in messages(faults)


async def test_what_the_centre_and_its_clock_show_of_the_matter_names_nobody(desks):
    await resolves(desks, f"{BANNER}.主管部门", act=MARKER)
    route = await desks.handlers.route(desks.message(f"svc.{BANNER}.routing.route", f'{{"case_number":"{desks.case}"}}'.encode()))
    clock = clock_told.told(await desks.route(), desks.handlers._times, desks.clock.now())
    shown = [each for each in route["escalations"] if each["item"] == SECURITY]

    assert shown[0]["measures"][0]["act"] == shown[0]["resolution"] == "限制公开"
    assert leaks(shown, *(each.model_dump_json() for each in clock)) == []


async def test_a_measure_that_is_overdue_climbs_without_its_owner_and_its_words(desks):
    await resolves(desks, f"{BANNER}.主管部门", act=MARKER, due="2026-03-05")
    overdue = await matter(desks, "measure_overdue", ring=True)

    assert "主管部门" in overdue.subject
    assert leaks(overdue.subject, *(each for each in to_others(desks) if "measure-assigned" not in each)) == []


async def test_what_a_desk_writes_of_it_and_a_rung_passes_on_stays_out_of_the_mail(desks):
    told = await desks.reports(BANNER, item=SECURITY, reason=f"{MARKER}，无人承办")
    asked = await matter(desks)
    await desks.says(asked.now_at.rung.party, "passed-on", asked.matter_id.rpartition("/")[2], reason=f"{MARKER}，本级无权")
    after = [each for each in to_others(desks) if '"history":["' in each]

    assert leaks(told, *after) == []
    assert after
    assert "限制公开" in after[-1]


async def test_its_files_and_its_department_as_the_lead_are_named_to_no_other_department():
    desks = await Desks().begin(FILING, SECURITY)
    route = await desks.route()
    secret = AttachedFile(file_id="f1", material="方案", filename=f"{MARKER}.pdf", size=1, sha256="0" * 64, item=SECURITY)
    plan = AttachedFile(file_id="f2", material="总平面图", filename="总平面图.pdf", size=1, sha256="1" * 64)
    route.files, route.lead = (secret, plan), THEIRS
    tasks = [(await desks.task(item)).model_copy(deep=True) for item in (FILING, SECURITY)]
    other, own = (letters.assigned(route, task).content for task in tasks)

    assert isinstance(other, Assignment)
    assert [file.filename for file in other.files] == ["总平面图.pdf"]
    assert leaks(other.model_dump()) == []
    assert (own.files, own.lead_department) == ((secret, plan), THEIRS)
    assert mails(desks.sent, Assignment, "assigned")
