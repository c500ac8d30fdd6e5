"""Rules that break at load: the last good ones go on, and it is told."""

import pytest

from services.routing.rules.store import RulebookUnreadable
from shared.errors import Refused
from tests.connected.replicas import BANNER, NEXT, faults


async def test_a_file_that_breaks_at_a_restart_leaves_the_last_good_rules_running_there_and_everywhere_else(here, folder):
    before = (await here.replica()).runs("150625")
    (folder / "150625" / "rulebook.yaml").write_text("rules:\n- {id: broken", "utf-8")
    restarted = await here.replica()
    await restarted.rulebooks.reload([])
    lines = {line["centre"]: line for line in (await here.ask("versions", "150625"))["centres"]}
    report = restarted.rulebooks.report()

    assert restarted.runs("150625") == before
    assert list(report.kept) == ["150625"]
    assert "YAML 无法解析" in report.kept["150625"]
    assert lines["150625"]["version"] == before
    assert report.running.keys() == set(restarted.parts.jurisdictions.centres())


async def test_a_layer_that_no_longer_composes_leaves_the_last_good_rules_running(here, folder):
    await here.replica()
    draft = await here.published(BANNER)
    good = (await here.ask("versions"))["centres"]
    (folder / BANNER / "rulebook.yaml").write_text("rules:\n  - {id: nobody_knows_this_rule, off: true}\n", "utf-8")
    restarted = await here.replica()

    assert draft in next(line for line in good if line["centre"] == BANNER)["layers"].values()
    assert restarted.runs(BANNER) == next(line["version"] for line in good if line["centre"] == BANNER)
    assert "nobody_knows_this_rule" in restarted.rulebooks.report().kept[BANNER]


async def test_without_any_last_good_version_a_broken_file_stops_the_start(here, folder):
    (folder / "150625" / "rulebook.yaml").write_text("rules:\n- {id: broken", "utf-8")

    with pytest.raises(Refused) as refused:
        await here.replica()

    assert all(fault.startswith("150625/rulebook.yaml 第") for fault in faults(refused))


async def test_a_version_that_cannot_be_loaded_leaves_the_last_good_one_running_and_is_told(here, mongo_database):
    replica = await here.replica()
    before = replica.runs(BANNER)
    await mongo_database["rule_editions"].update_one({"_id": BANNER}, {"$set": {"now.version": "ffff00000000"}})
    current = await replica.rulebooks.current(BANNER)
    report = await replica.rulebooks.reload([BANNER, NEXT])

    assert current.version == before == report.running[BANNER]
    assert "ffff00000000 不在库中" in report.kept[BANNER]
    assert NEXT not in report.kept
    with pytest.raises(RulebookUnreadable):
        await replica.rulebooks.by_version("ffff00000000")
