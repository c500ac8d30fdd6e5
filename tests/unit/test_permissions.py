import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bus import topology
from shared.bus.permissions import ADMIN, OPERATOR, SERVICES, centre_user, department_user, inbox, nats_users_conf, users
from shared.contracts.departments import VERBS
from shared.contracts.review_answers import ANSWERS

CENTRES = ("150600", "150622", "150622100")
DEPARTMENTS = (("150600", "zrzyj"), ("150622", "zrzyj"), ("150622", "slj"), ("150622100", "xzzf"))
EVERYONE = users(CENTRES, DEPARTMENTS)
ORDINARY = [user for user in EVERYONE.values() if user.name != ADMIN]


def matches(pattern, subject):
    wanted, said = pattern.split("."), subject.split(".")
    for place, token in enumerate(wanted):
        if token == ">":
            return len(said) > place
        if place >= len(said) or token not in {"*", said[place]}:
            return False
    return len(said) == len(wanted)


def may_say(user, subject):
    allowed = any(matches(pattern, subject) for pattern in user.publish_allow)
    return allowed and not any(matches(pattern, subject) for pattern in user.publish_deny)


def sayers(subject):
    return {user.name for user in ORDINARY if may_say(user, subject)}


def test_every_service_centre_and_department_has_a_user_of_its_own():
    expected = {ADMIN, OPERATOR, *SERVICES, *map(centre_user, CENTRES), *(department_user(*pair) for pair in DEPARTMENTS)}

    assert EVERYONE.keys() == expected
    assert set(SERVICES) == {"intake", "routing", "joint_review", "notify", "archive"}


@pytest.mark.parametrize("owner", SERVICES)
def test_a_fact_is_published_by_its_owner_only(owner):
    assert sayers(f"evt.150622.{owner}.case-accepted") == {owner}


def test_departments_are_given_work_by_routing_and_joint_review_only():
    assert sayers("task.150622.zrzyj.assigned") == {"routing", "joint_review"}


@pytest.mark.parametrize("service", SERVICES)
def test_only_a_service_that_hears_alarms_sets_them(service):
    hears = any(c.service == service and c.stream == topology.TIMERS for c in topology.CONSUMERS.values())

    assert sayers(f"timer.150622.{service}.case.1") == ({service} if hears else set())
    assert may_say(EVERYONE[service], "$JS.API.STREAM.PURGE.TIMERS") is hears
    assert may_say(EVERYONE[service], "$JS.API.STREAM.INFO.TIMERS") is hears
    assert not may_say(EVERYONE[service], "$JS.API.STREAM.INFO.EVENTS")


@pytest.mark.parametrize("durable", topology.CONSUMERS)
def test_a_consumer_is_read_and_acknowledged_by_its_service_only(durable):
    consumer = topology.CONSUMERS[durable]

    assert sayers(f"$JS.API.CONSUMER.MSG.NEXT.{consumer.stream}.{durable}") == {consumer.service}
    assert sayers(f"$JS.ACK.{consumer.stream}.{durable}.1.1.1.1.0") == {consumer.service}


@pytest.mark.parametrize(
    "subject",
    [
        "$JS.API.CONSUMER.CREATE.TASKS.spy",
        "$JS.API.STREAM.DELETE.EVENTS",
        "$JS.API.STREAM.PURGE.EVENTS",
        "due.150622.routing.alarm",
    ],
)
def test_nobody_but_the_administrator_changes_streams_or_consumers_or_rings_an_alarm(subject):
    assert sayers(subject) == set()


def test_a_centre_asks_its_own_services_and_a_department_only_for_itself():
    assert sayers("svc.150622.intake.submit") == {"centre-150622"}
    assert sayers("svc.150622.routing.department.zrzyj.tasks") == {"dept-150622-zrzyj"}
    assert sayers("svc.150622.archive.department.zrzyj.tasks") == set()


def test_a_department_asks_for_files_under_its_own_name_and_nobody_else_does():
    assert sayers("svc.150622.intake.department.zrzyj.read-file") == {"dept-150622-zrzyj"}
    assert sayers("svc.150622.intake.files") == {"centre-150622"}


@pytest.mark.parametrize("verb", [*ANSWERS, "reviews"])
def test_a_department_speaks_in_a_review_under_its_own_name_and_nobody_else_does(verb):
    assert sayers(f"svc.150622.joint_review.department.zrzyj.{verb}") == {"dept-150622-zrzyj"}
    assert sayers(f"dept.150622.zrzyj.{verb}") == {"dept-150622-zrzyj"}


def test_what_departments_post_about_a_review_is_heard_by_joint_review_and_the_rest_by_routing():
    heard = {
        verb: [
            c.service for c in topology.CONSUMERS.values() if any(matches(one, f"dept.150622.zrzyj.{verb}") for one in c.filters)
        ]
        for verb in (*VERBS, *ANSWERS)
    }

    assert not set(VERBS) & set(ANSWERS)
    assert {verb for verb, services in heard.items() if services == ["joint_review"]} == set(ANSWERS)
    assert {verb for verb, services in heard.items() if services == ["routing"]} == set(VERBS)


def test_a_centre_looks_at_its_own_reviews_and_meetings_and_calls_them_from_routing():
    for subject in ("joint_review.meetings", "joint_review.minutes", "routing.call-review", "routing.call-meeting"):
        assert sayers(f"svc.150622.{subject}") == {"centre-150622"}


def test_intake_hears_of_reviews_only_who_reads_which_papers():
    [consumer] = [c for c in topology.CONSUMERS.values() if c.durable == "intake-on-review-news"]

    assert consumer.filters == ("evt.*.joint_review.papers-shared",)


def test_the_archive_reads_files_of_any_centre_and_asks_nothing_else_of_anybody():
    assert sayers("svc.150622.intake.read-file") == {"centre-150622", "archive"}
    asked = [subject for subject in EVERYONE["archive"].publish_allow if subject.startswith("svc.")]

    assert asked == ["svc.*.intake.read-file"]
    assert not may_say(EVERYONE["archive"], "svc.150622.intake.department.zrzyj.read-file")


def test_a_township_and_its_banner_reach_each_other_nowhere():
    assert sayers("svc.150622100.intake.submit") == {"centre-150622100"}
    assert sayers("dept.150622100.xzzf.approved") == {"dept-150622100-xzzf"}
    assert sayers("dept.150622.xzzf.approved") == set()


def test_only_services_answer_to_inboxes_and_nobody_listens_to_anothers():
    assert sayers("_INBOX.centre-150622.x.y") == set(SERVICES)
    for user in ORDINARY:
        inboxes = [subject for subject in user.subscribe_allow if subject.startswith("_INBOX")]
        assert inboxes == [f"{inbox(user.name)}.>"]


codes = st.from_regex(r"[1-9][0-9]{5}([0-9]{3})?", fullmatch=True)
names = st.from_regex(r"[a-z]{2,6}", fullmatch=True)


@given(st.sets(st.tuples(codes, names), min_size=2, max_size=2))
def test_two_departments_have_nothing_in_common(pair):
    one, other = (user for user in users([], pair).values() if user.name.startswith("dept-"))
    said = (pattern.replace("*", "said").replace(">", "said") for pattern in one.publish_allow)

    assert not any(may_say(other, subject) for subject in said)
    assert not set(one.subscribe_allow) & set(other.subscribe_allow)


def test_the_configuration_names_every_user_with_its_key_and_permissions():
    conf = nats_users_conf(EVERYONE.values(), {name: f"KEY-OF-{name}" for name in EVERYONE})

    for user in EVERYONE.values():
        assert f"# {user.name}\n" in conf
        assert f"nkey: KEY-OF-{user.name}," in conf
        assert all(f'"{subject}"' in conf for subject in (*user.publish_allow, *user.publish_deny, *user.subscribe_allow))
