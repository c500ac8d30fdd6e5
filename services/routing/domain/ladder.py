"""The ladder (逐级协调): a trouble is put to a rung, climbs when the rung keeps silent, and ends in measures that bind."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.routing.domain import veil
from services.routing.domain.closing import closed_at_last
from services.routing.domain.matter import Choice, Climb, Followed, Left, Matter, MatterState, MeasureState, Rung, Trouble
from services.routing.domain.objections import given_up
from services.routing.domain.route import Route
from services.routing.domain.settling import DISPUTES, cause_of, ended, over
from services.routing.domain.veil import RESTRICTED_REASON
from shared.aggregate import Mail, Said
from shared.clock import Times
from shared.contracts import matters as say
from shared.errors import refuse
from shared.regions import Level, region


def escalate(route: Route, trouble: Trouble, choice: Choice | None, now: datetime, times: Times) -> Sequence[Said]:
    """Put a trouble on the ladder, or the matter it belongs to one rung higher. The same cause is put there once.

    `choice` is what the rules say; None: no (further) rung. The last rung is then asked again, so that nothing is lost
    in silence; a new trouble that no rung is there for stays with those who have it. Errors: Refused, where the last
    rung wants to pass a matter on.
    """
    if trouble.matter_id:
        return _climb(route, route.matters[trouble.matter_id], trouble, choice, now, times)
    if any(matter.cause == trouble.cause for matter in route.matters.values()):
        return []
    if choice is None:
        return _left(route, trouble, now, times)
    due = _due(choice.rung, now, times)
    matter = Matter(
        matter_id=f"{route.id}/E{len(route.matters) + 1}",
        cause=trouble.cause,
        trigger=trouble.trigger,
        subject=trouble.subject,
        item=trouble.item,
        task_id=trouble.task_id,
        opened_at=now,
        accused=trouble.accused,
        climbs=(Climb(rung=choice.rung, last=choice.last, asked_at=now, due=due),),
        rulings=(choice.ruling,),
        parties=choice.parties,
    )
    route.matters = route.matters | {matter.matter_id: matter}
    told = told_of(matter, now)
    fact = say.MatterEscalated(**told, subject=matter.subject, due=due.isoformat(), decided_by=choice.decided_by)
    return [fact, _letter(route, matter)]


def due(route: Route, now: datetime) -> Sequence[Said]:
    """Rungs that let their limit pass and measures that were not done in time: troubles, the one and the other."""
    said: list[Said] = []
    for matter in route.matters.values():
        if matter.state is MatterState.OPEN and matter.now_at.due <= now:
            rung = matter.now_at.rung
            subject = f"{rung.name}逾期未答复"
            route.trouble(_onward(matter, "rung_silent", subject))
        for each in matter.measures:
            if each.state is MeasureState.OPEN and not each.overdue and each.due <= now:
                said += _overdue(route, matter, each, now)
    return said


def passed_on(route: Route, matter: Matter, reason: str) -> Sequence[Said]:
    """The rung can't settle it and asks the next one to (报请上一级)."""
    route.trouble(_onward(matter, matter.trigger, reason, passed=True))
    return []


def settle(route: Route, now: datetime) -> Sequence[Said]:
    """Matters whose cause has ended by itself end too, and whoever was asked is told."""
    said: list[Said] = []
    for matter in route.matters.values():
        why = over(route, matter) if matter.state is MatterState.OPEN else ""
        if why:
            matter.leave(Left.SETTLED, now, why)
            said += [_over_letter(route, matter.now_at.rung.party, matter.matter_id, why), *close(route, matter, why, now, True)]
        for each in matter.measures:
            task = route.task_of(each.measure.item)
            if each.state is MeasureState.OPEN and each.measure.binding != "act" and task and task.state.ended:
                said += fulfilled(route, matter, each, ended(task), now)
    return said


def fulfilled(route: Route, matter: Matter, followed: Followed, evidence: str, now: datetime) -> Sequence[Said]:
    """A measure is done; the matter ends with its last one."""
    done = matter.follow(followed.measure.measure_id, state=MeasureState.DONE, done_at=now, evidence=evidence)
    said: list[Said] = [say.MeasureDone(**told_of(matter, now), measure=done.measure, evidence=evidence)]
    return [*said, *_closed_with_its_last_measure(route, matter, now)]


def _closed_with_its_last_measure(route: Route, matter: Matter, now: datetime) -> Sequence[Said]:
    if any(each.state is MeasureState.OPEN for each in matter.measures):
        return []
    over = any(each.state is MeasureState.OVER for each in matter.measures)
    return close(route, matter, "议定事项已由新的决定代替" if over else "议定事项已全部落实", now, False)


def superseded(route: Route, matter: Matter, now: datetime) -> Sequence[Said]:
    """What is resolved takes the place of what was resolved before: of the overdue measure that the matter was about, and
    of every measure that bound a department to an item which another one handles from now on.
    """
    said: list[Said] = []
    handled = {each.measure.item for each in matter.measures if each.measure.binding == "handle"}
    for earlier in route.matters.values():
        for each in earlier.measures if earlier is not matter else ():
            replaced = each.measure.binding != "act" and each.measure.item in handled
            if each.state is MeasureState.OPEN and (replaced or matter.cause == cause_of(each.measure)):
                earlier.follow(each.measure.measure_id, state=MeasureState.OVER, done_at=now, evidence=matter.resolution)
                said.append(_over_letter(route, each.measure.owner, each.measure.measure_id, matter.resolution))
                said += _closed_with_its_last_measure(route, earlier, now)
    return said


def close(route: Route, matter: Matter, reason: str, now: datetime, settled: bool) -> Sequence[Said]:
    """The matter is over; so is the route, where it had only waited for this."""
    matter.state = MatterState.CLOSED
    matter.settled = settled
    matter.closed_reason = reason
    return [say.MatterClosed(**told_of(matter, now), settled=settled, reason=reason), *closed_at_last(route)]


def told_of(matter: Matter, now: datetime) -> dict[str, Any]:
    """The fields that every fact about a matter has."""
    rung = matter.now_at.rung
    return {
        "matter_id": matter.matter_id,
        "trigger": matter.trigger,
        "item": matter.item,
        "rung": rung.key,
        "rung_name": rung.name,
        "party": rung.party,
        "party_name": rung.party_name,
        "at": now.isoformat(),
    }


def parties(route: Route, matter: Matter) -> tuple[str, ...]:
    """Departments that a resolution may bind: those of the case, the rungs that were asked, and of the item in question
    the departments of both centres between which it lies. Each of them exists. The department of a restricted item is
    a party only where the matter is about that item; see `parties_told`.
    """
    named = [task for task in route.tasks.values() if not task.restricted or task.task_id == matter.task_id]
    found = [route.lead, *(task.address for task in named)]
    found += [climb.rung.party for climb in matter.climbs]
    return tuple(dict.fromkeys([*found, *matter.parties]))


def parties_told(route: Route, matter: Matter) -> dict[str, str]:
    """How the rung that has the matter is told its parties, and is to name them -> who they are."""
    return veil.all_told(route, parties(route, matter), matter.now_at.rung.party)


def within_reach(matter: Matter, address: str) -> bool:
    """May the rung that has the matter bind that department? Those of its own level and below; the last rung, which has
    nobody to turn to, anybody.
    """
    at = matter.now_at
    return at.last or _level(address) >= _level(at.rung.party)


def _level(address: str) -> Level:
    return region(address.partition(".")[0]).level


def _left(route: Route, trouble: Trouble, now: datetime, times: Times) -> Sequence[Said]:
    """No rung is there for it. What would lie still then goes the way it would go without a ladder."""
    task = route.tasks.get(trouble.task_id or "")
    if task is not None and trouble.trigger in DISPUTES:
        return given_up(route, task, now, times)
    if task is not None and trouble.trigger == "handover_refused_twice":
        task.offer_again_at = times.at(task.stops[0].centre).due(task.stops[0].term, now)
    return []


def _due(rung: Rung, now: datetime, times: Times) -> datetime:
    """By the working days of those who are asked."""
    return times.at(rung.party.partition(".")[0]).due(rung.term, now)


def _climb(route: Route, matter: Matter, trouble: Trouble, choice: Choice | None, now: datetime, times: Times) -> Sequence[Said]:
    silent = trouble.trigger == "rung_silent"
    before = matter.now_at.rung
    if choice is None and not silent:
        raise refuse("task_id", f"{before.name}已是最后一级，没有上一级可报请", "请作出决定（resolved）")
    if choice is None:
        return _again(route, matter, before, now, times)
    matter.leave(Left.SILENT if silent else Left.PASSED_ON, now, trouble.subject)
    due = _due(choice.rung, now, times)
    matter.ask(choice, now, due)
    matter.rulings = (*matter.rulings, choice.ruling)
    matter.parties = tuple(dict.fromkeys([*matter.parties, *choice.parties]))
    reason = "逾期未答复" if silent else trouble.subject
    over = _over_letter(route, before.party, matter.matter_id, f"{reason}，已提交{choice.rung.name}", len(matter.climbs))
    fact = say.MatterClimbed(
        **told_of(matter, now),
        left=before.name,
        silent=silent,
        reason=reason,
        due=due.isoformat(),
        decided_by=choice.decided_by,
    )
    return [fact, over, _letter(route, matter)]


def _again(route: Route, matter: Matter, rung: Rung, now: datetime, times: Times) -> Sequence[Said]:
    due = _due(rung, now, times)
    matter.again(due)
    fact = say.RungReminded(**told_of(matter, now), times=matter.reminders, due=due.isoformat())
    return [fact, _letter(route, matter)]


def _onward(matter: Matter, trigger: say.Trigger, subject: str, *, passed: bool = False) -> Trouble:
    """The matter itself, as the trouble that climbs on."""
    at = matter.now_at
    cause = f"{matter.cause}/{at.rung.key}/{'passed' if passed else matter.reminders}"
    return Trouble(
        trigger, cause, subject, matter.item, matter.task_id, rung=at.rung.key, accused=matter.accused, matter_id=matter.matter_id
    )


def _overdue(route: Route, matter: Matter, followed: Followed, now: datetime) -> Sequence[Said]:
    late = matter.follow(followed.measure.measure_id, overdue=True)
    measure = late.measure
    item = measure.item or matter.item
    owner = veil.named(route, measure.owner, measure.owner_name)
    act = RESTRICTED_REASON if veil.hides(route, item) else measure.act
    route.trouble(
        Trouble(
            trigger="measure_overdue",
            accused=measure.owner,
            cause=cause_of(measure),
            subject=f"{matter.now_at.rung.name}议定由{owner}办理“{act}”，逾期未落实。请督促落实或另行议定。",
            item=item,
            task_id=matter.task_id,
            rung=matter.now_at.rung.key,
        )
    )
    return [say.MeasureOverdue(**told_of(matter, now), measure=measure)]


def _letter(route: Route, matter: Matter) -> Mail:
    at = matter.now_at
    veiled = veil.hides(route, matter.item)
    history = tuple(f"{climb.rung.name}：{climb.told(veiled=veiled) or '未形成决定'}" for climb in matter.climbs[:-1])
    letter = say.EscalatedMatter(
        task_id=matter.matter_id,
        case_number=route.id,
        centre=route.centre,
        trigger=matter.trigger,
        subject=matter.subject,
        rung_name=at.rung.name,
        history=history,
        parties=tuple(told for told, party in parties_told(route, matter).items() if within_reach(matter, party)),
        item=matter.item,
        due=at.due.isoformat(),
        round=matter.reminders + 1,
    )
    return Mail(f"task.{at.rung.party}.escalated", letter, key=f"{matter.matter_id}/{len(matter.climbs)}/{matter.reminders}")


def _over_letter(route: Route, party: str, task_id: str, reason: str, number: int = 0) -> Mail:
    letter = say.MatterOver(task_id=task_id, case_number=route.id, reason=reason)
    return Mail(f"task.{party}.matter-over", letter, key=f"{task_id}/{number}")
