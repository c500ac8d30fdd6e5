"""What the centres that gave an item on are told of it (办理情况反馈): every state it comes to, and its result."""

from collections.abc import Iterable, Iterator

from services.routing.domain.route import Route
from services.routing.domain.task import Task
from shared.aggregate import Mail, Said
from shared.contracts.common import ItemState
from shared.contracts.routing import TaskEvent
from shared.contracts.transfers import ItemReport


def reports(route: Route, said: Iterable[Said]) -> list[Mail]:
    """A letter per fact about an item and per centre that held it before; none about items that never left."""
    facts = [fact for fact in said if isinstance(fact, TaskEvent)]
    return [mail for number, fact in enumerate(facts) for mail in _letters(route, fact, number)]


def _letters(route: Route, fact: TaskEvent, number: int) -> Iterator[Mail]:
    task = route.tasks[fact.task_id]
    for centre in _givers(task):
        yield Mail(f"xfer.{centre}.reported", _report(route, task, fact), key=f"{fact.task_id}/{number}")


def _givers(task: Task) -> list[str]:
    """Centres that held the item before, each once; neither the one whose department works on it nor the authority above."""
    here = {task.custody.holder, task.plan.holder, task.submit_to}
    return [centre for centre in dict.fromkeys(each.holder for each in task.custody.holdings) if centre not in here]


def _report(route: Route, task: Task, fact: TaskEvent) -> ItemReport:
    state = ItemState(fact.state)
    return ItemReport(
        case_number=route.id,
        item=task.plan.item,
        item_name=route.name_of(task),
        holder=route.holder_of(task),
        department_name="主管部门" if task.restricted else fact.department_name,
        state=state,
        state_name=state.label,
        document=None if task.restricted else task.document,
        reason=None if task.restricted else task.reason,
        at=fact.at,
    )
