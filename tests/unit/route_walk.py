"""What a random walk over a route is made of: five items between a township and the city, and a ladder of three rungs."""

from datetime import datetime, time

from hypothesis import strategies as st

from services.routing.domain.custody import Placement
from services.routing.domain.matter import Choice, Rung
from services.routing.domain.review import Review
from services.routing.domain.route import Route
from services.routing.domain.ruling import Ruling
from services.routing.domain.task import Task
from services.routing.domain.transfer import Stop
from shared.clock import CHINA, Term, Times, WorkCalendar
from shared.contracts.review_calls import ReviewCall
from shared.contracts.routing import PlannedItem

CASE = "150622100-20260302-000001"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
TOWNSHIP, BANNER, CITY, REGION = "150622100", "150622", "150600", "150000"
NAMES = {TOWNSHIP: "薛家湾镇便民服务中心", BANNER: "准格尔旗政务服务中心", CITY: "鄂尔多斯市政务服务中心"}
SEATS = {15: (BANNER, "slj"), 27: (CITY, "yjj"), 28: (CITY, "yjj"), 5: (TOWNSHIP, "bmfw"), 22: (BANNER, "zjj")}
AFTER = {22: (15,), 28: (27,)}
CENTRES = [TOWNSHIP, BANNER, CITY]
ITEMS = st.sampled_from(sorted(SEATS))
PLACES = st.sampled_from(CENTRES)
NOBODY = Ruling(centre=TOWNSHIP, rulebook="v1", asked={}, verdicts={}, decided_by=())


def term(days):
    return Term(what="时限", days=days, unit="working", basis="测试", mark="inferred")


TIMES = Times(WorkCalendar(), time(8, 30), time(17, 30), 2 / 3, terms={"accept": term(1), "correction": term(20)})


def stops(holder, seat):
    way = CENTRES[CENTRES.index(holder) + 1 : CENTRES.index(seat) + 1]
    return tuple(Stop(centre=one, name=NAMES[one], direction="up", term=term(1)) for one in way)


def planned(item, holder):
    seat, code = SEATS[item]
    seat = max(seat, holder, key=CENTRES.index)
    plan = PlannedItem(
        item=item,
        item_name=f"事项{item}",
        region=seat,
        department=code,
        department_name=f"{NAMES[seat]}{code}",
        level="county",
        holder=seat,
        submit_to=REGION if item == 28 else None,
        after=AFTER.get(item, ()),
    )
    ruling = Ruling(centre=holder, rulebook="v1", asked={}, verdicts={}, decided_by=())
    return Placement(plan, term(3), term(20), plan.submit_to, stops(holder, seat), ruling)


def new_task(item):
    found = planned(item, TOWNSHIP)
    return Task(
        plan=found.plan,
        task_id=f"{CASE}/{item}",
        promised=found.promised,
        legal=found.legal,
        submit_to=found.submit_to,
        stops=found.stops,
        restricted=item == 27,
        permit=True,
        rulings=(found.ruling,),
    )


def rung(number):
    party = ("150622.zjj", "150622.zfb", "150600.ldxzb")[number]
    return Rung(key=f"r{number + 1}", kind="会商", name=f"第{number + 1}级", party=party, party_name=party, term=term(5))


def choice(route, trouble):
    """One rung at a time, as the shipped rules say; red lights stay below."""
    if trouble.trigger in {"red_light", "assigned_by_government"}:
        return None
    present = int(trouble.rung[1:]) if trouble.rung else 0
    if trouble.trigger == "measure_overdue":
        return Choice(rung(min(present, 2)), NOBODY)
    return Choice(rung(present), NOBODY) if present < 3 else None


def new_route(items):
    tasks = {f"{CASE}/{item}": new_task(item) for item in sorted(items)}
    for task in tasks.values():
        task.plan = task.plan.model_copy(update={"after": tuple(one for one in task.plan.after if one in items)})
    return Route(
        id=CASE,
        centre=TOWNSHIP,
        centre_name=NAMES[TOWNSHIP],
        applicant="薛家湾镇某合作社",
        agent="便民服务中心代办员一号",
        rulebook="v1",
        lead="150622.zjj",
        lead_name="准格尔旗住房和城乡建设局",
        tasks=tasks,
    )


REVIEW = Review(
    call=ReviewCall(
        review_id=f"{CASE}/R1",
        kind="联席会议",
        template="joint_meeting",
        cause="rules",
        subject="请研究",
        convener="150622.zwj",
        mandatory=("150622.zjj",),
    ),
    days=3,
)
