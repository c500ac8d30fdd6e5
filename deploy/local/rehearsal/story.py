"""What happened to a route between two looks at it, in words for whoever watches a rehearsal."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

OFFERS = {"offered": "待接收", "accepted": "已接收", "returned": "退回", "withdrawn": "已撤回"}
LEFT = {"silent": "逾期未答复", "passed_on": "报请上一级", "resolved": "已作决定", "settled": "问题已自行解决"}
FOLLOWED = {"open": "落实中", "done": "已落实", "over": "不再办理"}


def changes(before: Json, after: Json) -> Iterator[str]:
    """One line for everything that is new; nothing for what stands as it stood."""
    for lines in (_tasks, _offers, _matters):
        known = dict(lines(before))
        yield from (text for key, text in lines(after) if known.get(key) != text)


def standing(route: Json) -> Json:
    """The route without what changes by itself as time passes: only something done is progress."""
    tasks = [{key: value for key, value in task.items() if key != "custody"} for task in route.get("tasks", ())]
    return route | {"tasks": tasks}


def _tasks(route: Json) -> Iterator[tuple[object, str]]:
    for task in route.get("tasks", ()):
        if task["assigned_at"]:
            state = f"{task['state_name']}：{task['reason']}" if task["reason"] else task["state_name"]
            key = (task["task_id"], task["state"], task["round"], task["assigned_at"])
            yield key, f"{task['department_name']}　{task['item']} {task['item_name']}　{state}"


def _offers(route: Json) -> Iterator[tuple[object, str]]:
    for line in route.get("transfers", ()):
        way = f"{line['direction_name']}　{line['item']} {line['item_name']}　{line['giver_name']} → {line['receiver_name']}"
        late = "，逾期未接收" if line["overdue"] else ""
        why = f"：{line['returned_reason']}" if line["returned_reason"] else ""
        yield line["transfer_id"], f"{way}　{OFFERS[line['state']]}{late}{why}"


def _matters(route: Json) -> Iterator[tuple[object, str]]:
    for matter in route.get("escalations", ()):
        for number, climb in enumerate(matter["climbs"]):
            where = f"{climb['rung_name']}（{climb['party_name']}）"
            outcome = LEFT[climb["outcome"]] if climb["outcome"] else "待答复"
            yield (matter["matter_id"], number), f"{matter['trigger_name']}　{where}　{outcome}"
        for measure in matter["measures"]:
            late = "，逾期" if measure["overdue"] else ""
            what = f"{measure['owner_name']}　{measure['act']}　{FOLLOWED[measure['state']]}{late}"
            yield measure["measure_id"], f"议定事项　{what}"
