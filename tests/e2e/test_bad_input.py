"""Whatever is wrong with what people and programs hand in is told with its field, exit code 2, and changes nothing."""

import asyncio
import json
from collections import Counter

import pytest

from shared.bus import topology
from shared.errors import Refused
from tests.e2e.commands import daiban
from tests.e2e.forms import ZHUNGEER, form

GOOD = form(ZHUNGEER, "准格尔旗污水处理厂项目", [15, 31])
RINGING = (topology.TIMERS, topology.EVENTS)  # where alarms leave their marks
LIGHTS = ("duty-lit", "notice-sent")  # what follows from an alarm of a case that nobody goes on with
LARGEST = 100 * 1024 * 1024  # bytes of a material: settings.material_limit_bytes of 150000/centre.yaml


def chosen(*items):
    """These items in place of those of the good form, one of which is named in words."""
    return {"items": list(items), "other_item": None}


FORMS = {
    "an unknown field": (GOOD | {"代办员": "我"}, {"代办员"}),
    "a centre that is none": (GOOD | {"centre": "999999"}, {"centre"}),
    "an item that is in no catalogue": (GOOD | chosen(15, 99), {"items.1"}),
    "an item twice": (GOOD | chosen(15, 15), {"items.1"}),
    "a wrong credit code": (GOOD | {"applicant": GOOD["applicant"] | {"uscc": "91150622MA0N0TRE3A"}}, {"applicant.uscc"}),
    "several faults at once": (
        GOOD | chosen(99) | {"channel": "fax", "project": {"name": "", "code": "2603-150622-04-01-00002"}},
        {"channel", "items.0", "project.name", "project.code"},
    ),
}
ACTS = {
    "not JSON": ("submit {desk}/broken.json", {"第1行"}),
    "not YAML": ("submit {desk}/broken.yaml", {"第1行"}),
    "a form that is too large": ("submit {desk}/large.json", {""}),
    "a material that is too large": ("attach {unsigned} {desk}/large.pdf --material 立项文件", {"size"}),
    "an agent who acts before the mandate": ("deliver {unsigned} --received-by 项目经办人", {"case_number"}),
    "an agent of another case": ("sign {unsigned} mandate --agent yq1", {"agent"}),
    "a case that is over": ("sign {done} completion", {"case_number"}),
    "a task of another department": ("department answer 150622.zjj approved {done}/15", {"task_id"}),
    "a task that is decided": ("department answer 150622.slj refused {done}/15 --reason 改变主意", {"task_id"}),
    "a case number that is none": ("case 150622-20260230-000001", {"办件编号"}),
}


@pytest.fixture(scope="module")
async def world(town, directory, tmp_path_factory):
    """What there was before, what `daiban` and the service themselves answered by name, and what there is now."""
    async with town.at_work([GOOD]) as day:
        pass
    unsigned = town.applicant(GOOD)
    await unsigned.submit()
    desk = laid(tmp_path_factory.mktemp("desk"))
    lines = {name: ("submit", desk / f"{name}.json") for name in FORMS}
    for name, (line, _) in ACTS.items():
        lines[name] = line.format(desk=desk, unsigned=unsigned.case, done=day.numbers[0]).split()
    before = await state(town, directory)
    told = await asyncio.gather(*(daiban(directory, *line) for line in lines.values()))
    direct = {name: await faults(town, json.dumps(wrong).encode()) for name, (wrong, _) in FORMS.items()}
    direct["not JSON"] = await faults(town, b'{"centre": 150622')
    return before, dict(zip(lines, told, strict=True)), direct, await state(town, directory)


def laid(desk):
    """A desk with every file that is wrong."""
    for name, (wrong, _) in FORMS.items():
        (desk / f"{name}.json").write_text(json.dumps(wrong, ensure_ascii=False))
    (desk / "broken.json").write_text('{"centre": 150622')
    (desk / "broken.yaml").write_text("centre: [150622")
    (desk / "large.json").write_text(json.dumps(GOOD | {"channel": "window" * 200_000}))
    with (desk / "large.pdf").open("wb") as material:
        material.truncate(LARGEST + 1)
    return desk


async def faults(town, body):
    """What the service itself answers, whoever asks."""
    with pytest.raises(Refused) as refused:
        await town.clients[ZHUNGEER].ask(ZHUNGEER, "intake", "submit", body)
    return {fault.field for fault in refused.value.faults}


async def state(town, directory):
    """All cases as they are listed, and how much was ever said, besides what time itself changes in a case that waits."""
    await town.settled()
    said = {name: (await town.js.stream_info(name)).state.last_seq for name in topology.STREAMS if name not in RINGING}
    facts = Counter(fact.name for fact in town.facts.seen if fact.name not in LIGHTS)
    code, listed = await daiban(directory, "cases")
    cases = [{key: value for key, value in case.items() if key not in ("light", "due")} for case in listed["cases"]]
    return code, cases, said, facts


@pytest.mark.parametrize("wrong", [*FORMS, *ACTS])
async def test_what_is_wrong_is_named_with_its_field_and_how_to_mend_it(world, wrong):
    _, told, _, _ = world
    code, answer = told[wrong]

    assert code == 2
    assert {fault["field"] for fault in answer["faults"]} == (FORMS | ACTS)[wrong][1]
    assert all(fault["message"] and fault["remedy"] for fault in answer["faults"])


async def test_the_service_refuses_the_same_whoever_asks(world):
    _, _, direct, _ = world

    assert direct == {name: fields for name, (_, fields) in FORMS.items()} | {"not JSON": {""}}


async def test_nothing_of_it_changed_anything(world):
    before, _, _, after = world

    assert after == before
