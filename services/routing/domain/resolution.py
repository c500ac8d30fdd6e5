"""What a rung resolves (议定): checked as a whole, carried out at once, and followed until every measure is done."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from services.routing.domain import custody, ladder, letters
from services.routing.domain.matter import Followed, Left, Matter, MatterState, MeasureState
from services.routing.domain.route import Route
from services.routing.domain.task import Task
from shared.aggregate import Mail, Said
from shared.clock import CHINA, Times
from shared.contracts import matters as say
from shared.contracts.departments import Answer, MeasureOrder
from shared.errors import Fault, Refused, refuse
from shared.regions import Level, region

FARTHEST = timedelta(days=366)
"""A measure that is due later than this is a slip of the pen: nobody would follow it."""


Names = Callable[[str], str]
"""The name of `<region>.<department>`, or of a region's centre."""


def of_matter(
    route: Route, department: str, verb: str, said: Answer, now: datetime, times: Times, names: Names
) -> Sequence[Said]:
    """A rung's answer: `resolved` with measures, or `passed-on` with a reason. Errors: Refused; nothing has changed."""
    matter = route.matters.get(said.task_id)
    if matter is None or matter.now_at.rung.party != department:
        raise refuse("task_id", f"{said.task_id[:60]} 不在本部门协调", "已提交上一级或已结束的，本级不再答复")
    if matter.state is not MatterState.OPEN:
        raise refuse("task_id", "该疑难事项已有决定或已结束", "议定事项的落实情况请由承办部门报告")
    if verb == "passed-on":
        if not said.reason:
            raise refuse("reason", "报请上一级须说明理由", "请填写 reason")
        return ladder.passed_on(route, matter, said.reason)
    if verb != "resolved":
        raise refuse("task_id", "疑难事项只能作出决定（resolved）或报请上一级（passed-on）", "请核对任务编号")
    faults = [*_faults(route, matter, said, now, times)]
    if faults:
        raise Refused(faults)
    return _carried_out(route, matter, said, now, times, names)


def of_measure(route: Route, department: str, verb: str, said: Answer, now: datetime) -> Sequence[Said]:
    """The owner reports a measure as done, with what shows it. Errors: Refused; nothing has changed."""
    matter = route.matters.get(said.task_id.rpartition("/")[0])
    measures = matter.measures if matter else ()
    found = next((each for each in measures if each.measure.measure_id == said.task_id), None)
    if matter is None or found is None or found.measure.owner != department:
        raise refuse("task_id", f"{said.task_id[:60]} 不是贵部门的议定事项", "请核对任务编号")
    if verb != "done":
        raise refuse("task_id", "议定事项只能报告落实（done）", "请核对任务编号")
    if found.state is not MeasureState.OPEN:
        raise refuse("task_id", "该议定事项已落实或已不需办理", "不必再次报告")
    if found.measure.binding != "act":
        raise refuse("task_id", "该议定事项随事项办结自动落实", "请直接办理该事项，并报送决定")
    if not said.note:
        raise refuse("note", "须写明落实情况", "请填写 note，如文件名称、文号、完成日期")
    return ladder.fulfilled(route, matter, found, said.note, now)


def _unclaimed(task: Task) -> bool:
    """Nobody goes on with it: refused or disputed, or offered to somebody who has let the limit pass."""
    return task.stuck or (task.offered is not None and task.offered.overdue)


def _instant(order: MeasureOrder, times: Times) -> datetime:
    """The end of the day by which a measure is due."""
    return datetime.combine(order.due, times.closes, CHINA)


def _faults(route: Route, matter: Matter, said: Answer, now: datetime, times: Times) -> Iterator[Fault]:
    if not said.note:
        yield Fault(field="note", message="须写明决定内容", remedy="请填写 note")
    if not said.measures:
        yield Fault(field="measures", message="须列出议定事项：谁、做什么、何时完成", remedy="请填写 measures，至少一项")
    waiting = route.tasks.get(matter.task_id or "")
    handled = [order.item for order in said.measures if order.binding == "handle"]
    if waiting and not waiting.state.ended and _unclaimed(waiting) and waiting.plan.item not in handled:
        remedy = f"请在 measures 中加一项 binding: handle、item: {waiting.plan.item}"
        yield Fault(field="measures", message=f"须确定事项{waiting.plan.item}由谁承办", remedy=remedy)
    known = ladder.parties_told(route, matter)
    for number, order in enumerate(said.measures):
        field = f"measures.{number}"
        if order.owner not in known:
            remedy = f"请改为：{'、'.join(known)}"
            yield Fault(field=f"{field}.owner", message=f"{order.owner} 不是本件的相关部门", remedy=remedy)
        else:
            yield from _reach_faults(matter, order, f"{field}.owner")
        if not now < _instant(order, times) <= now + FARTHEST:
            yield Fault(field=f"{field}.due", message="期限（当日下班时）已过，或在一年以后", remedy="请填写今天起一年之内的日期")
        yield from _binding_faults(route, order, known.get(order.owner, order.owner), f"{field}.item")
        if order.binding == "handle" and handled.count(order.item) > 1:
            yield Fault(field=f"{field}.item", message=f"事项{order.item}定了不止一个承办部门", remedy="请只保留一个")
        if order.binding == "decide" and order.item in handled:
            remedy = "请删除此项：承办部门由 handle 一项确定，到期办结即可"
            yield Fault(field=f"{field}.binding", message=f"事项{order.item}既改由他人承办，又限期决定", remedy=remedy)


def _binding_faults(route: Route, order: MeasureOrder, owner: str, field: str) -> Iterator[Fault]:
    if order.binding == "act":
        return
    task = route.task_of(order.item)
    if task is None:
        yield Fault(field=field, message="须写明本办件的事项", remedy="请填写本办件的事项序号")
    elif task.state.ended:
        yield Fault(field=field, message=f"事项{order.item}已是“{task.state.label}”", remedy="请删除此项")
    elif order.binding == "decide" and (task.address != owner or task.assigned_at is None):
        yield Fault(field=field, message=f"事项{order.item}现在不由 {order.owner} 办理", remedy="要改由其承办，请用 handle")
    elif order.binding == "handle" and (why := _incompetent(task, order, owner)):
        yield Fault(field=field, message=why, remedy="请改由有权的部门承办，或只议定督办事项（act）")


def _reach_faults(matter: Matter, order: MeasureOrder, field: str) -> Iterator[Fault]:
    """A rung binds departments of its own level and below; only the last one, which has nobody to turn to, may go further."""
    if not ladder.within_reach(matter, order.owner):
        message = f"{matter.now_at.rung.name}不能为上级部门 {order.owner} 议定事项"
        yield Fault(field=field, message=message, remedy="请用 passed-on 报请上一级")


def _incompetent(task: Task, order: MeasureOrder, owner: str) -> str | None:
    """Why that department cannot be given the item: a resolution must not change the legal relations of what is approved
    (seed 000 一（三）). What a document says of the level stands; what we only inferred, a resolution may settle.
    """
    place, _, code = owner.partition(".")
    if task.submitted_at:
        return f"事项{order.item}已转报上级机关，由其决定"
    if task.restricted and code != task.plan.department:
        return f"事项{order.item}只能由其主管部门承办"
    first = task.rulings[0] if task.rulings else None
    fixed = first is not None and any("level" in by.verdicts and by.mark == "sourced" for by in first.decided_by)
    if first is None or not fixed or (task.submit_to and place == task.plan.holder):
        return None
    wanted = Level[str(first.verdicts["level"]).upper()]
    return None if region(place).level <= wanted else f"依规定事项{order.item}由{wanted.label}办理，{order.owner} 无权承办"


def _carried_out(route: Route, matter: Matter, said: Answer, now: datetime, times: Times, names: Names) -> Sequence[Said]:
    known = ladder.parties_told(route, matter)
    matter.leave(Left.RESOLVED, now, said.note)
    matter.state = MatterState.RESOLVED
    matter.resolution, matter.document = said.note, said.document
    matter.measures = tuple(
        Followed(measure=_measure(matter, number, order, known[order.owner], times, names))
        for number, order in enumerate(said.measures, start=1)
    )
    measures = tuple(each.measure for each in matter.measures)
    told = ladder.told_of(matter, now)
    news: list[Said] = [say.MatterResolved(**told, resolution=said.note, document=said.document, measures=measures)]
    news += [_letter(route, matter, measure) for measure in measures]
    news += ladder.superseded(route, matter, now)
    for measure in measures:
        task = route.task_of(measure.item)
        if measure.binding == "handle" and task:
            news += _handled_by(route, task, measure, now, times, names)
    return news


def _measure(matter: Matter, number: int, order: MeasureOrder, owner: str, times: Times, names: Names) -> say.Measure:
    return say.Measure(
        measure_id=f"{matter.matter_id}/M{number}",
        owner=owner,
        owner_name=names(owner),
        act=order.act,
        binding=order.binding,
        item=order.item,
        due=_instant(order, times).isoformat(),
    )


def _handled_by(route: Route, task: Task, measure: say.Measure, now: datetime, times: Times, names: Names) -> list[Said]:
    """The item is that department's from now on, wherever it was: nobody can return it or hand it on.

    A department that works on it already works on. Where the level is not the law's, what another place decides is not
    submitted upward from there.
    """
    if task.address == measure.owner and task.assigned_at is not None and task.objection is None:
        task.bound = True
        return []
    said = custody.withdraw(route, task, "按议定事项确定承办部门", now)
    place, _, code = measure.owner.partition(".")
    if place not in {task.plan.region, task.plan.holder}:
        task.submit_to = None
    if task.assigned_at is not None:
        if task.address != measure.owner:
            said.append(letters.recalled(route, task, "按议定事项改由其他部门承办"))
        task.recall()
    task.round += 1
    task.bound = True
    if route.holder_of(task) != place:
        task.custody = task.custody.passed_to(place, names(place), now, signed_by="议定事项")
    route.desks = tuple(dict.fromkeys([*route.desks, route.centre, place]))
    plan = {"region": place, "department": code, "department_name": measure.owner_name, "holder": place}
    task.plan = task.plan.model_copy(update=plan)
    return [*said, *route.proceed(now, times)]


def _letter(route: Route, matter: Matter, measure: say.Measure) -> Mail:
    letter = say.MeasureAssigned(
        task_id=measure.measure_id,
        case_number=route.id,
        centre=route.centre,
        measure=measure,
        resolved_by=matter.now_at.rung.name,
        resolution=matter.resolution,
    )
    return Mail(f"task.{measure.owner}.measure-assigned", letter, key=measure.measure_id)
