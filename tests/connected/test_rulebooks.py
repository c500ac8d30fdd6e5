"""The life of a rulebook over real servers: published, announced, raced for, broken, taken back."""

import asyncio

import pytest

from services.routing.domain.lifecycle import Layer
from services.routing.rules.publishing import Publishing
from services.routing.rules.store import RulebookStore
from shared.contracts.rulebook import PublishRules
from shared.errors import Refused
from tests.connected.people import Person
from tests.connected.replicas import BALLOONS, BANNER, CITY, NEXT, POST, faults

WHY = "市局 3 月例会决定"


def ordos(replica):
    """鄂尔多斯市, its banners and their townships: whoever inherits the city's rules."""
    return [centre for centre in replica.parts.jurisdictions.centres() if centre.startswith("1506")]


async def test_at_first_every_centre_runs_its_files_and_says_so(here):
    replica = await here.replica()
    told = await here.ask("versions")

    assert {line["centre"]: line["version"] for line in told["centres"]} == {each: replica.runs(each) for each in ordos(replica)}
    assert {line["since"]["by"] for line in told["centres"]} == {"随程序"}
    assert [line["replica"] for line in told["replicas"]] == [replica.rulebooks.replica]


async def test_a_draft_goes_to_one_centre_then_to_all_and_comes_back_with_one_command(here):
    one, other = await here.replica(), await here.replica()
    files = {centre: one.runs(centre) for centre in (CITY, BANNER, NEXT)}
    draft = await here.rehearsed()
    with pytest.raises(Refused) as refused:
        await here.ask("publish", draft=draft, to="all", by=POST, why=WHY)
    first = await here.ask("publish", draft=draft, to=BANNER, by=POST, why=WHY)
    at_first = [(replica.runs(BANNER), replica.runs(NEXT)) for replica in (one, other)]
    everywhere = await here.ask("publish", draft=draft, to="all", by=POST, why=WHY)
    after = [{centre: replica.runs(centre) for centre in files} for replica in (one, other)]
    back = await here.ask("rollback", to="all", by=POST, why="试行效果不好，退回")
    states = {line["draft"]: line["state"] for line in (await here.ask("versions"))["drafts"]}

    assert "还没有在任何一个中心运行过" in faults(refused)[0]
    new = first["centres"][BANNER]
    assert new != files[BANNER]
    assert at_first == [(new, files[NEXT])] * 2
    assert {report["replica"] for report in first["replicas"]} == {one.rulebooks.replica, other.rulebooks.replica}
    assert {report["running"][BANNER] for report in first["replicas"]} == {new}
    assert after[0] == after[1] == {centre: {**everywhere["centres"], **first["centres"]}[centre] for centre in files}
    assert all(after[0][centre] != files[centre] for centre in files)
    assert BANNER not in everywhere["centres"]
    assert [{centre: replica.runs(centre) for centre in files} for replica in (one, other)] == [files] * 2
    assert back["centres"].keys() == set(ordos(one))
    assert states == {draft: "rehearsed"}


async def test_every_act_is_on_record_with_who_when_why_and_against_which_version(here):
    replica = await here.replica()
    before = replica.runs(BANNER)
    draft = await here.published(BANNER)
    await here.ask("rollback", to=BANNER, by=POST, why="试行效果不好，退回")
    acts = (await here.ask("history", draft=draft))["acts"]

    assert [act["act"] for act in acts] == ["drafted", "checked", "rehearsed", "published", "rolled_back"]
    assert {act["by"] for act in acts} == {POST}
    assert acts[0]["why"] == "气球活动改由盟市办理"
    assert acts[0]["before"][BANNER] == before
    assert acts[3]["before"] == {BANNER: before} == acts[4]["after"]
    assert all(act["at"] for act in acts)


async def test_a_draft_with_a_mistake_is_refused_with_line_and_remedy_and_nothing_is_kept(here):
    await here.replica()

    with pytest.raises(Refused) as refused:
        await here.drafted(rules=BALLOONS.replace("item: 12", "itme: 12").replace("level: city", "level: banner"))

    assert len(faults(refused)) == 2
    assert all(fault.startswith("150600/rulebook.yaml 第") for fault in faults(refused))
    assert "是否指 item" in faults(refused)[0]
    assert (await here.ask("versions"))["drafts"] == []


async def test_a_draft_of_the_city_is_checked_against_every_banner_that_inherits_it(here):
    await here.replica()
    without = "\n  - {id: the_ordos_catalogue_gives_items_10_to_12_to_meteorology, off: true}\n"

    with pytest.raises(Refused) as refused:
        await here.ask("draft", "150622", text=f"rules:{without}{without}", by=POST, why="重复停用同一条规则")

    assert any("同名" in fault for fault in faults(refused))


async def test_the_same_text_is_the_same_draft(here):
    await here.replica()

    assert await here.drafted() == await here.drafted()
    assert len((await here.ask("versions"))["drafts"]) == 1


async def test_of_two_who_publish_at_once_one_is_told_that_the_other_was_faster(here):
    one, _ = await here.replica(), await here.replica()
    first = await here.rehearsed()
    second = await here.rehearsed(rules=BALLOONS.replace("level: city", "level: region"))
    both = await asyncio.gather(
        *(here.ask("publish", draft=draft, to=BANNER, by=POST, why=WHY) for draft in (first, second)), return_exceptions=True
    )
    won = [each for each in both if not isinstance(each, BaseException)]
    lost = [each for each in both if isinstance(each, Refused)]

    assert len(won) == len(lost) == 1
    assert "改变" in str(lost[0])
    assert one.runs(BANNER) == won[0]["centres"][BANNER]


async def test_the_slower_of_two_writers_changes_nothing(here, mongo_database):
    await here.replica()
    store = RulebookStore(mongo_database)
    read = await store.edition(BANNER)
    layer = Layer.drafted(CITY, "rules: []\n", read.acts[0])

    assert await store.write_edition(read.published(layer, "aaaa00000001", read.acts[0]))
    assert not await store.write_edition(read.published(layer, "bbbb00000002", read.acts[0]))
    assert await store.running(BANNER) == "aaaa00000001"


async def test_a_request_that_is_repeated_has_no_second_effect(here):
    await here.replica()
    draft = await here.rehearsed()
    said = {"draft": draft, "to": BANNER, "by": POST, "why": WHY}
    first = await here.ask("publish", request="the-same-one", **said)
    again = await here.ask("publish", request="the-same-one", **said)

    assert again["centres"] == first["centres"]
    acts = [act["act"] for act in (await here.ask("history", draft=draft))["acts"]]
    assert acts.count("published") == 1


async def test_a_publication_that_was_cut_off_goes_on_where_it_ended(here, monkeypatch):
    replica = await here.replica()
    draft = await here.published(BANNER)
    store, write = replica.rulebooks.store, RulebookStore.write_edition
    left = iter(range(3))

    async def crashing(edition):
        next(left)  # StopIteration after three: as if the process ended there
        return await write(store, edition)

    class Nobody:
        async def tell(self, region, centres):
            return ()

    said = PublishRules(draft=draft, to="all", by=POST, why=WHY)
    publishing = Publishing(replica.rulebooks, Nobody(), replica.parts.clock)
    monkeypatch.setattr(store, "write_edition", crashing)
    with pytest.raises(RuntimeError):
        await publishing.publish(CITY, said, "cut-off")
    monkeypatch.undo()
    done = await publishing.publish(CITY, said, "cut-off")
    editions = await store.editions(ordos(replica))

    assert done["centres"].keys() == set(ordos(replica)) - {BANNER}
    assert all(edition.runs(draft) for edition in editions.values())
    assert {len(edition.earlier) for edition in editions.values()} == {1}


async def test_a_case_stays_with_the_version_it_was_placed_by(here):
    replica = await here.replica()
    pinned = replica.runs(BANNER)
    await here.published(BANNER)
    rulebook = await replica.rulebooks.by_version(pinned)

    assert replica.runs(BANNER) != pinned
    assert "balloons_are_handled_by_the_banner" not in rulebook.by_id
    assert replica.rulebooks.loaded(pinned) is rulebook


async def test_a_replica_that_missed_the_announcement_still_decides_by_the_new_rules(here):
    replica = await here.replica()
    deaf = await here.replica()
    await deaf.broker.stop()
    told = (await here.ask("publish", draft=(await here.rehearsed()), to=BANNER, by=POST, why=WHY))["replicas"]
    stale = deaf.runs(BANNER)
    current = await deaf.rulebooks.current(BANNER)

    assert {report["replica"]: report["answered"] for report in told} == {
        replica.rulebooks.replica: "yes",
        deaf.rulebooks.replica: "no",
    }
    assert stale != current.version == replica.runs(BANNER)
    assert current.region == BANNER


async def test_files_that_are_deployed_anew_are_an_act_and_keep_what_was_published(here, folder):
    before = await here.replica()
    await here.published(BANNER)
    with_layer = before.runs(BANNER)
    (folder / NEXT / "rulebook.yaml").write_text(f"rules:{BALLOONS}", "utf-8")
    restarted = await here.replica()
    acts = (await here.ask("history", NEXT))["acts"]

    assert restarted.runs(BANNER) == with_layer
    assert [act["act"] for act in acts] == ["deployed", "deployed"]
    assert acts[1]["after"] == {NEXT: restarted.runs(NEXT)}
    assert before.runs(NEXT) != restarted.runs(NEXT)


async def test_a_layer_that_runs_is_not_retired_and_a_retired_one_is_never_run_again(here):
    await here.replica()
    draft = await here.published(BANNER)
    with pytest.raises(Refused) as running:
        await here.ask("retire", draft=draft, by=POST, why="不再需要")
    await here.ask("rollback", to=BANNER, by=POST, why="试行效果不好，退回")
    retired = await here.ask("retire", draft=draft, by=POST, why="不再需要")
    with pytest.raises(Refused) as again:
        await here.ask("publish", draft=draft, to=BANNER, by=POST, why=WHY)

    assert "正在 150622 运行" in faults(running)[0]
    assert retired["state_name"] == "已停用"
    assert "已停用" in faults(again)[0]


async def test_a_region_answers_only_for_its_own_layers(here):
    await here.replica()
    draft = await here.rehearsed()

    with pytest.raises(Refused) as another:
        await here.ask("publish", "150400", draft=draft, to="150422", by=POST, why=WHY)
    with pytest.raises(Refused) as outside:
        await here.ask("publish", draft=draft, to="150422", by=POST, why=WHY)
    with pytest.raises(Refused) as nowhere:
        await here.ask("rollback", to="all", by=POST, why="试行效果不好，退回")

    assert "150400 没有编号为" in faults(another)[0]
    assert "150422 不是使用 150600 规则的中心" in faults(outside)[0]
    assert "没有中心可从 150600 的规则退回" in faults(nowhere)[0]


async def test_only_routing_announces_and_only_the_own_centre_and_the_operator_ask(settings_for):
    for user, subject in (
        ("intake", "rule.150622.changed"),
        ("operator", "rule.150622.changed"),
        ("centre-150622", "rule.150622.changed"),
        ("centre-150622", "svc.150600.routing.rules.publish"),
        ("dept-150622-zrzyj", "svc.150622.routing.rules.publish"),
        ("operator", "svc.150622.routing.rules.explain"),
    ):
        async with Person(settings_for(user)) as person:
            assert await person.is_denied_to_say(subject), (user, subject)
    async with Person(settings_for("centre-150622")) as person:
        assert not await person.is_denied_to_say("svc.150622.routing.rules.publish")
        assert await person.is_denied_to_hear("rule.150622.changed")
