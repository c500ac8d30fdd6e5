"""A message that no retry can help is parked with its reason; the other cases go on, and a person finishes it."""

import asyncio
import re

import pytest

from tests.e2e.commands import daiban
from tests.e2e.forms import ZHUNGEER, form, mixed
from tests.e2e.proof import prove

UNITED_FRONT = "    kind: 统战部门\n"
ITS_AGENT = re.compile(r"^  tzb1:.*\n(?:    .*\n)*", re.MULTILINE)


@pytest.fixture
async def misedited(town, jurisdictions):
    """Somebody has written that only the region has a united front department, with no agents elsewhere; `await misedited()`
    mends it.
    """
    departments = jurisdictions / "150000" / "departments.yaml"
    right = {file: file.read_text() for file in (departments, *jurisdictions.glob("*/centre.yaml"))}

    async def mend():
        for file, text in right.items():
            file.write_text(text)
        await town.start("routing")

    for file, text in right.items():
        file.write_text(ITS_AGENT.sub("", text))
    departments.write_text(right[departments].replace(UNITED_FRONT, f"{UNITED_FRONT}    levels: [region]\n"))
    await town.start("routing")
    yield mend
    if departments.read_text() != right[departments]:
        await mend()


async def parked(directory):
    """What is parked, once something is."""
    async with asyncio.timeout(30):
        while True:
            code, told = await daiban(directory, "dead", "list")
            if told["dead"]:
                return code, told["dead"]


async def test_a_parked_message_holds_up_its_own_case_only_until_it_is_retried(town, directory, misedited):
    temple = form(ZHUNGEER, "准格尔旗宗教活动场所改建项目", [30, 31])
    async with town.at_work([temple, *mixed()[1:4]]) as day:
        stuck, *others = day.cases
        code, (message,) = await parked(directory)
        await asyncio.gather(*others)
        shown_code, shown = await daiban(directory, "dead", "show", message["number"])

        assert (code, shown_code) == (0, 0)
        assert (message["consumer"], message["error"]) == ("routing-on-case-news", "DepartmentUnknown")
        assert "no department tzb" in message["reason"]
        assert shown.items() >= message.items()
        assert "宗教活动场所改建项目" in shown["body"]
        assert not stuck.done()

        await misedited()
        retried, _ = await daiban(directory, "dead", "retry", message["number"])
        assert retried == 0

    assert message["case"] == stuck.result().case
    assert (await daiban(directory, "dead", "list"))[1] == {"dead": []}
    await prove(town, day.numbers)
