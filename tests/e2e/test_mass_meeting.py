"""One meeting over forty cases, played to its end on a stack of its own: no other load, so that nobody is late."""

from collections import Counter

from deploy.local.cli.rehearsal import SCENARIOS
from deploy.local.rehearsal import Silent, Terms, read_form, rehearse

FILE = SCENARIOS / "long" / "43-ordos-mass-meeting.yaml"


async def test_forty_cases_have_each_their_outcome_and_together_one_set_of_minutes():
    outcome = await rehearse({FILE.name: read_form(FILE)}, Terms(), Silent())

    assert outcome.troubles == {}
    assert Counter(made.state for made in outcome.reports) == {"closed": 40}
    (meetings,) = {tuple(line.meeting for line in made.meetings) for made in outcome.reports}
    assert len(meetings) == 1
    lines = [line for made in outcome.reports for line in made.meetings]
    assert Counter(line.outcome for line in lines) == {"agreed": 38, "conditional": 1, "deadlocked": 1}
    assert sorted(line.point for line in lines) == [*range(1, 41)]
    assert {line.minutes for line in lines} == {"150600-JY2026-0001"}
    assert {line.state for line in lines} == {"closed"}
    assert all(made.dossier and not made.dossier.faults for made in outcome.reports)
