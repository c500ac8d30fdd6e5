import asyncio
import json
import sys
import uuid

import pytest

from deploy.local.process import ROOT
from shared.bus import topology
from shared.contracts.departments import Answer, AnswerRefused, Assignment
from shared.contracts.review_answers import Opinion, Sign
from shared.contracts.review_letters import Consultation, SignatureAsked
from tests.connected.people import Person

TASK = Assignment(
    task_id="task-24-of-准格尔旗",
    case_number="150622-20261120-000001",
    centre="150622",
    item=24,
    item_name="建设工程规划许可证核发",
    applicant="内蒙古大路新区煤化工有限公司",
    lead_department="150622.zrzyj",
    acting_for="代办员",
)
QUESTION = Consultation(
    review_id="review-1",
    case_number=TASK.case_number,
    centre="150622",
    kind="joint_review",
    subject="选址与矿区压覆",
    role="mandatory",
    due="2026-11-27T17:00:00+08:00",
    silence="consent",
)

pytestmark = pytest.mark.usefixtures("empty_streams")


@pytest.fixture
async def department(settings_for):
    """The example department system, running as a process of its own."""
    settings = settings_for("dept-150622-zrzyj")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "deploy" / "local" / "department.py"),
        env={
            "NATS_URL": settings.nats_url,
            "NATS_SEED": str(settings.nats_seed),
            "REGION": "150622",
            "DEPARTMENT": "zrzyj",
            "PYTHONUTF8": "1",
        },
        stdout=asyncio.subprocess.PIPE,
    )
    yield process
    process.kill()
    await process.communicate()


@pytest.fixture
async def routing(settings_for):
    async with Person(settings_for("routing")) as person:
        yield person


async def assign(routing, verb, content):
    """As routing does it, attributes included: without them it is no task."""
    headers = {"ce-id": str(uuid.uuid4())}
    await routing.js.publish(f"task.150622.zrzyj.{verb}", content.model_dump_json().encode(), headers=headers)


async def answers(admin, count):
    """The next `count` messages in REPLIES."""
    stream = await admin.js.subscribe("dept.>", ordered_consumer=True)
    messages = [await stream.next_msg(20) for _ in range(count)]
    await stream.unsubscribe()
    return [(message.subject, message.data) for message in messages]


async def test_a_task_is_accepted_and_approved(department, routing, admin):
    await assign(routing, "assigned", TASK)

    (first, accepted), (second, approved) = await answers(admin, 2)
    assert (first, second) == ("dept.150622.zrzyj.accepted", "dept.150622.zrzyj.approved")
    assert Answer.model_validate_json(accepted).task_id == TASK.task_id
    assert Answer.model_validate_json(approved).document == "150622-24"


async def test_a_task_that_comes_again_is_answered_once(department, routing, admin):
    again = TASK.model_copy(update={"task_id": "task-24-comes-again"})
    await assign(routing, "assigned", again)
    await assign(routing, "assigned", again)
    await assign(routing, "consulted", QUESTION)

    heard = await answers(admin, 3)
    assert [subject.split(".")[3] for subject, _ in heard] == ["accepted", "approved", "opinion"]
    assert Opinion.model_validate_json(heard[2][1]).opinion == "agree"
    assert (await admin.js.stream_info(topology.REPLIES)).state.messages == 3


async def test_a_signature_that_is_asked_for_again_is_given_again(department, routing, admin):
    named = {"review_id": "review-2", "case_number": TASK.case_number, "centre": "150622"}
    asked = SignatureAsked(**named, text=1, outcome="agreed", due=QUESTION.due)
    await assign(routing, "signature-asked", asked)
    await assign(routing, "signature-asked", asked.model_copy(update={"again": "准格尔旗水利局撤回了签字"}))

    heard = await answers(admin, 2)
    assert [subject.split(".")[3] for subject, _ in heard] == ["signed", "signed"]
    assert {Sign.model_validate_json(body).text for _, body in heard} == {1}


async def test_a_refused_answer_is_printed_with_its_faults(department, routing):
    fault = {"field": "document", "message": "批文编号缺失", "remedy": "请补填批文编号"}
    await assign(routing, "answer-refused", AnswerRefused(verb="approved", answered="x", message_id="1", faults=(fault,)))

    printed = [(await department.stdout.readline()).decode() for _ in range(2)]
    assert printed[0].startswith("answer-refused ")
    assert json.loads(printed[0].partition(" ")[2])["answered"] == "x"
    assert printed[1].split() == list(fault.values())
