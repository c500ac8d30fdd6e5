"""The proof that a case went through whole: everything there, everything once, nothing in between missing."""

from collections import Counter, defaultdict

from deploy.local.dossier import dossier_faults, fetch_dossier
from shared.bus import topology

DECISIONS = ("item-approved", "item-refused", "item-not-handled")
ONCE = (
    "case-submitted",
    "mandate-signed",
    "case-accepted",
    "case-routed",
    "case-decided",
    "results-gathered",
    "result-delivered",
    "case-completed",
    "case-evaluated",
    "case-closed",
    "route-closed",
    "dossier-closed",
)


async def prove(town, cases) -> None:
    """Every one of these cases is evaluated, closed and exactly once in the journal; nothing was parked or refused."""
    await town.settled()
    for case in cases:
        await _prove(town, case)
    assert (await town.js.stream_info(topology.DEAD)).state.messages == 0
    assert {case: town.scene.troubles[case] for case in cases if case in town.scene.troubles} == {}


async def _prove(town, case: str) -> None:
    timeline = await town.ask("archive", "timeline", case)
    journal = timeline["events"]
    assert (timeline["missing"], timeline["complete"]) == ([], True), case
    assert (await town.ask("intake", "case", case))["state"] == "closed"
    assert [event["id"] for event in journal] == list(dict.fromkeys(event["id"] for event in journal))
    assert {event["id"] for event in journal} == set(town.facts.of(case))
    for owner in {event["owner"] for event in journal}:
        numbers = [event["sequence"] for event in journal if event["owner"] == owner]
        assert numbers == list(range(1, len(numbers) + 1)), (case, owner)
    _prove_once(case, journal)
    await _prove_dossier(town, case)


def _prove_once(case: str, journal) -> None:
    bodies = defaultdict(list)
    for event in journal:
        bodies[event["name"]].append(event["body"])
    notices = Counter((notice["recipient"], notice["reason"]) for notice in bodies["notice-sent"])
    decided = Counter(task["task_id"] for name in DECISIONS for task in bodies[name])
    assert set(notices.values()) == {1}, case
    assert set(decided.values()) == {1}, case
    assert decided.keys() == {f"{case}/{result['item']}" for result in bodies["case-decided"][0]["results"]}
    assert {name: len(bodies[name]) for name in ONCE} == dict.fromkeys(ONCE, 1), case


async def _prove_dossier(town, case: str) -> None:
    centre = case.partition("-")[0]
    told, content = await fetch_dossier(town.clients[centre], centre, case)
    assert dossier_faults(told, content) == []
