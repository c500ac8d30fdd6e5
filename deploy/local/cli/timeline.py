"""The history of a case as a person reads it: when, who, what, and which rule and clause it rests on."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from rich.table import Table

from deploy.local.cli import screen
from deploy.local.cli.telling import NOTICES, RULES, Line, item_of, tell
from deploy.local.cli.words import OWNERS, WITHHELD, grounds, limits, minute
from shared.contracts import routing
from shared.contracts.base import Event
from shared.contracts.common import DecidedBy

Json = Mapping[str, Any]


class Story:
    """Tells the facts of one case; knows from its route which rule chose each department."""

    def __init__(self, route: Json) -> None:
        self._chosen = {
            task["task_id"]: grounds(filter(_chose, map(DecidedBy.model_validate, task["decided_by"])))
            for task in route.get("tasks", ())
        }

    def lines(self, events: Iterable[Json]) -> Iterator[tuple[str, Line]]:
        """Every fact as (instant, line), in the order given; of the plan's, those that move the end of the case."""
        return ((event["time"], self._line(event)) for event in events if not _detail(event))

    def _line(self, event: Json) -> Line:
        owner = str(OWNERS.get(event["owner"], event["owner"]))
        kind = Event.registry.get((event["owner"], event["name"]))
        if kind is None:
            return Line(owner, event["name"] or WITHHELD)
        try:
            fact = kind.model_validate(told_parts(event["body"]))
        except ValidationError:  # what the archive leaves out of it was all there was to tell
            return Line(owner, WITHHELD)
        return self._routed(fact) or tell(fact) or Line(owner, event["name"])

    def _routed(self, fact: Event) -> Line | None:
        match fact:
            case routing.CaseRouted():
                what = f"牵头部门：{fact.lead_department_name}；共 {len(fact.plan)} 项任务"
                return Line(RULES, what, grounds(fact.decided_by))
            case routing.TaskAssigned():
                again = "再次派件" if fact.round > 1 else "派件"
                what = f"{again}给{fact.department_name}：{item_of(fact)}{limits(fact.due)}"
                return Line(RULES, what, self._chosen.get(fact.task_id, ""))
        return None


def told_parts(body: Any) -> Any:
    """A body without the entries of its lists that the archive shows to nobody (限制公开)."""
    if isinstance(body, dict):
        return {key: told_parts(value) for key, value in body.items()}
    if isinstance(body, list):
        return [told_parts(part) for part in body if not (isinstance(part, dict) and part.get("restricted") is True)]
    return body


def _detail(event: Json) -> bool:
    """A revision of the plan that leaves the end where it was: `daiban plan` shows the dates in between."""
    moves = told_parts(event["body"]).get("moved", ()) if event["name"] == "plan-revised" else None
    return moves is not None and not any(move.get("what") == "finish" for move in moves)


def _chose(rule: DecidedBy) -> bool:
    """Did the rule choose who decides? One of which is not known what it decided may have."""
    return not rule.verdicts or bool({"department", "level"} & {*rule.verdicts})


def timeline_table(title: str, events: Iterable[Json], route: Json, *, notices: bool = True) -> Table:
    """The whole history as a table; `notices=False` leaves out the notices, which otherwise are every other line."""
    told = [(minute(when), *line) for when, line in Story(route).lines(events) if notices or line.who != NOTICES]
    return screen.table(title, ("时间", "谁", "做了什么", "依据"), told)
