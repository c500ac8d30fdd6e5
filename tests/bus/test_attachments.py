"""Files by their subjects: who asks is what the subject says."""

import base64

import pytest

from tests.bus.wired import wired
from tests.unit import documents
from tests.unit.file_world import CASE, CENTRE, LAND, REFORM, FileWorld, announced


@pytest.fixture
async def intake():
    world = await FileWorld().begun()
    async with wired("intake", world.handlers) as bus:
        yield bus


def window(operation):
    return f"svc.{CENTRE}.intake.{operation}"


def department(address, operation):
    region, code = address.split(".")
    return f"svc.{region}.intake.department.{code}.{operation}"


async def test_a_file_goes_in_at_the_window_and_out_to_the_department_of_its_item(intake):
    upload = {"upload_id": (await intake.asked(window("attach-open"), announced(documents.PDF)))["upload_id"]}
    await intake.asked(window("attach-chunk"), {**upload, "number": 0, "data": base64.b64encode(documents.PDF).decode()})
    file = await intake.asked(window("attach-close"), upload)

    wanted = {"case_number": CASE, "file_id": file["file_id"]}
    assert (await intake.asked(department(LAND, "files"), {"case_number": CASE}))["files"] == [file]
    assert base64.b64decode((await intake.asked(department(LAND, "read-file"), wanted))["data"]) == documents.PDF
    assert not (await intake.ask(department(REFORM, "read-file"), wanted))["ok"]


async def test_a_department_hands_in_a_file_under_its_own_subject_only(intake):
    named = announced(documents.PDF, material="办理结果")

    assert (await intake.asked(department(LAND, "attach-open"), named))["received"] == []
    assert [fault["field"] for fault in (await intake.ask(department(REFORM, "attach-open"), named))["faults"]] == ["item"]
