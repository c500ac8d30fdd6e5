"""A department system in one page: copy it, and put your own work where this one decides at once.

It needs `pip install nats-py[nkeys]` and nothing else of this project; any language with a NATS client will do.

    NATS_URL=nats://… NATS_SEED=dept-150622-zrzyj.nk REGION=150622 DEPARTMENT=zrzyj python department.py

How the bus works for a department:
- Your tasks wait in the stream TASKS; your consumer `dept-<region>-<department>` gives them to you, one by one
  and in order, to as many copies of your program as you run. Nobody else can read them.
- The last word of a task's subject says what it is: `assigned`, `correction-supplied`, the letters of joint reviews below,
  or `answer-refused` when something you said could not be carried out. The body is JSON.
- `recalled`: a task is yours no more, because its item went elsewhere. `escalated`: a hard case has climbed to you,
  you are asked for a resolution. `measure-assigned`: a resolution lays something down for you. `matter-over`: what you
  were asked in such a matter is asked no more.
- `suspended`: the case stands, your clocks with it, and no answer about the task is taken until `resumed`.
  `supplement-received`: what the applicant had promised to bring later is there (容缺); before that approved is refused.
  `promise-broken` or `prerequisite-revoked` after your approval: examine whether to revoke it.
- You answer by publishing to `dept.<region>.<department>.<verb>`: accepted, correction-needed, special-started,
  special-ended, progress, approved, refused, revoked, returned and submitted (all name the `task_id`), and in joint reviews
  (会商) what `in_review` below says (all name the `review_id`, or the `resolution_id`).
- `invited`: papers are missing still, say attendance where it meets. `consulted`: give your opinion of this `edition` of the
  papers (agree, conditional with `conditions`, object with `ground` and `mend`, not_concerned); it comes again when a paper has
  changed. `discussion-opened`: speak again, or keep your opinion by silence. Observers only read.
- A task with `submit_to` is decided above the bus: send your letter there (`daiban submission` prints one), say
  submitted with its 文号 as `document`, and approved or refused once the answer has come.
- To `escalated` answer resolved (`note`, the resolution; `measures`, each with `owner`, `act`, `due`, `binding`, `item`)
  or passed-on (`reason`); to `measure-assigned` done (`note`, what shows it), unless its `binding` names an
  item that you are to handle or decide: then the decision is what counts. Both name the `task_id` of that letter.
- The files of your items: ask (request, reply) `svc.<region>.intake.department.<department>.files` with a `case_number`, then
  `.read-file` part by part (base64 `data` from `offset`); hand in a decision by `.attach-open`, `.attach-chunk`, `.attach-close`.
- Acknowledge a task after your answers are confirmed, never before. A task that is not acknowledged within a
  minute comes again. So that a repeat does no harm, give each answer a `Nats-Msg-Id` made from the task: the
  same answer twice is one answer.
- When anything fails, let the program end and be started again: what was not acknowledged comes again.
"""

import asyncio
import json
import os
from typing import Any

import nats
from nats.aio.msg import Msg
from nats.js import JetStreamContext

REGION, DEPARTMENT = os.environ.get("REGION", "150622"), os.environ.get("DEPARTMENT", "zrzyj")
NAME = f"dept-{REGION}-{DEPARTMENT}"


async def work() -> None:
    """Handle tasks for as long as the program runs; the client reconnects by itself."""
    connection = await nats.connect(
        os.environ.get("NATS_URL", "nats://127.0.0.1:4222").split(","),
        nkeys_seed=os.environ["NATS_SEED"],
        inbox_prefix=f"_INBOX.{NAME}",  # the only inbox that your permissions let you read
        max_reconnect_attempts=-1,
    )
    js = connection.jetstream()
    tasks = await js.pull_subscribe_bind(NAME, stream="TASKS")
    while True:
        try:
            batch = await tasks.fetch(10, timeout=30)
        except TimeoutError:  # nothing yet
            continue
        for message in batch:
            await handle(js, message)
            await message.ack_sync()


async def handle(js: JetStreamContext, message: Msg) -> None:
    """Decide one task: here at once and always in favour."""
    if "ce-id" not in (message.headers or {}):  # not from the centre: whoever put it here, it is no task
        return
    verb, task = message.subject.split(".", 3)[3], json.loads(message.data)
    print(verb, json.dumps(task, ensure_ascii=False), flush=True)
    if verb == "assigned":
        answered = {"task_id": task["task_id"]}
        await say(js, "accepted", answered, task["round"])
        if task.get("submit_to"):  # the answer of the authority above comes on paper, and a person records it
            await say(js, "submitted", {**answered, "document": f"{REGION}-转报-{task['item']:02}"}, task["round"])
            return
        await say(js, "approved", {**answered, "document": f"{REGION}-{task['item']:02}"}, task["round"])
    elif answer := in_review(verb, task):
        await say(js, *answer, message.metadata.sequence.stream)  # whoever is asked again answers again
    elif verb == "escalated":
        agreed = {"owner": task["parties"][0], "act": "按协调意见办理", "due": task["due"][:10]}
        await say(js, "resolved", {"task_id": task["task_id"], "note": "同意办理", "measures": [agreed]}, task["round"])
    elif verb == "measure-assigned" and task["measure"]["binding"] == "act":  # others are done when their item is decided
        await say(js, "done", {"task_id": task["task_id"], "note": "已落实"})
    elif verb == "answer-refused":
        for fault in task["faults"]:
            print("  ", fault["field"], fault["message"], fault["remedy"], flush=True)


def in_review(verb: str, letter: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """Verb and answer to a letter of a joint review, here always in favour; None where nothing is asked."""
    about = {"review_id": letter.get("review_id")}
    match verb:
        case "consulted" if letter["role"] != "observer":
            return "opinion", {**about, "opinion": "agree", "edition": letter["edition"] or None}
        case "review-proposed":
            return "convened", {**about, "form": "circulation"}
        case "signature-asked":
            return "signed", {**about, "text": letter["text"], "signed_by": "部门负责人岗"}
        case "decision-asked":
            return "concluded", {**about, "outcome": "agreed", "reason": "各部门意见已研究"}
        case "minutes-asked":
            return "minutes-signed", {**about, "signed_by": "部门负责人岗"}
        case "resolution-assigned":
            done = letter["resolution"]
            return "carried-out", {"resolution_id": done["resolution_id"], "evidence": done["done_when"]}
    return None


async def say(js: JetStreamContext, verb: str, content: dict[str, Any], number: int = 1) -> None:
    """Publish one answer, and return when the bus has it on disk."""
    about = content.get("task_id") or content.get("review_id") or content["resolution_id"]
    identity = f"{NAME}.{about}.{verb}.{number}"
    await js.publish(
        f"dept.{REGION}.{DEPARTMENT}.{verb}", json.dumps(content, ensure_ascii=False).encode(), headers={"Nats-Msg-Id": identity}
    )


if __name__ == "__main__":
    asyncio.run(work())
