"""Who may say and hear what on the bus: one NATS user per service, centre and department, with the least it needs.

Replies go to inboxes only (`_INBOX.<user>.…`), by a permission that names them. The server's `allow_responses`
is not used: it lets a responder publish to whatever reply subject a request names, and a department that names
`$JS.API.STREAM.PURGE.EVENTS` would have a service empty the stream for it (seen on nats-server 2.15.1).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.bus import topology

ADMIN, OPERATOR = "admin", "operator"
RULES = ("draft", "check", "diff", "rehearse", "publish", "rollback", "retire", "versions", "history")
"""What the operator may ask of any region's rules; `explain` is about a case and left to the case's own centre."""
SERVICES = tuple(dict.fromkeys(consumer.service for consumer in topology.CONSUMERS.values()))
ASSIGN = frozenset({"routing", "joint_review"})  # who gives departments work
DEPARTMENTS_ASK = ASSIGN | {"intake"}  # whom departments may ask, each under its own name: for work, and for files
HANDS_OVER = "routing"  # who carries mail between centres
ARCHIVES, FILES = "archive", "svc.*.intake.read-file"
"""Who binds the files of closed cases into their dossiers, and the one thing that it may ask of anybody."""
API = "$JS.API"


@dataclass(frozen=True, slots=True)
class User:
    """One login and its permissions, as NATS subjects with wildcards."""

    name: str
    publish_allow: tuple[str, ...]
    subscribe_allow: tuple[str, ...]
    publish_deny: tuple[str, ...] = ()


def inbox(user: str) -> str:
    """The inbox prefix that is the user's own; nobody else hears what is answered there."""
    return f"_INBOX.{user}"


def centre_user(code: str) -> str:
    """Name of the user of a centre's windows and operators."""
    return f"centre-{code}"


def department_user(region: str, department: str) -> str:
    """Name of a department system's user; its consumer has the same name."""
    return topology.department_durable(region, department)


def users(centres: Iterable[str], departments: Iterable[tuple[str, str]]) -> dict[str, User]:
    """Every user of the bus by name, for these centres and (region, department) pairs."""
    everyone = (
        User(ADMIN, (">",), (">",)),
        _operator(),
        *map(_service, SERVICES),
        *map(_centre, dict.fromkeys(centres)),
        *(_department(region, department) for region, department in dict.fromkeys(departments)),
    )
    return {user.name: user for user in everyone}


def _service(name: str) -> User:
    consumers = [consumer for consumer in topology.CONSUMERS.values() if consumer.service == name]
    reads = tuple(subject for consumer in consumers for subject in _reading(consumer.stream, consumer.durable))
    speaks = [f"evt.*.{name}.>", f"dead.{name}.>", "_INBOX.>"]
    if name in ASSIGN:
        speaks.append("task.*.*.>")
    if name == HANDS_OVER:
        speaks.append("xfer.*.*")
    if name == ARCHIVES:
        speaks.append(FILES)
    if any(consumer.stream == topology.TIMERS for consumer in consumers):
        # A purge names the alarm to be taken back in its body, so no permission can bind it to the own alarms.
        # The list of alarms names its filter in the body too: it tells the numbers of others' cases, and nothing else.
        stream = topology.TIMERS
        speaks += [f"timer.*.{name}.>", f"{API}.STREAM.PURGE.{stream}", f"{API}.STREAM.INFO.{stream}"]
    hears = [f"{inbox(name)}.>", f"svc.*.{name}.>"]
    if name == "routing":  # its replicas tell one another that rules have changed
        speaks.append("rule.*.changed")
        hears.append("rule.*.changed")
    return User(name, (*speaks, *reads), tuple(hears))


def _reading(stream: str, durable: str) -> tuple[str, ...]:
    """What it takes to read one consumer, and nothing that could change it.

    A server that is told to use the longer `$JS.ACK.<domain>.<account>.…` (js_ack_fc_v2, off in 2.15) needs that here.
    """
    return (
        f"{API}.CONSUMER.INFO.{stream}.{durable}",
        f"{API}.CONSUMER.MSG.NEXT.{stream}.{durable}",
        f"$JS.ACK.{stream}.{durable}.>",
    )


def _centre(code: str) -> User:
    name = centre_user(code)
    speaks = (f"svc.{code}.*.>", *_reading(topology.TRANSFERS, topology.desk_durable(code)))
    return User(name, speaks, (f"{inbox(name)}.>",), publish_deny=(f"svc.{code}.*.department.>",))


def _department(region: str, department: str) -> User:
    name = department_user(region, department)
    asks = tuple(f"svc.{region}.{service}.department.{department}.*" for service in SERVICES if service in DEPARTMENTS_ASK)
    speaks = (f"dept.{region}.{department}.*", *asks, *_reading(topology.TASKS, name))
    return User(name, speaks, (f"{inbox(name)}.>",))


def _operator() -> User:
    """Sees how streams and consumers stand, reads parked messages, sends them again or drops them; publishes rules."""
    sees = ("STREAM.INFO.*", "STREAM.NAMES", "STREAM.LIST", "CONSUMER.LIST.*", "CONSUMER.INFO.>")
    handles = ("STREAM.MSG.GET.DEAD", "DIRECT.GET.DEAD", "DIRECT.GET.DEAD.>", "STREAM.MSG.DELETE.DEAD")
    asks = tuple(f"svc.*.routing.rules.{verb}" for verb in RULES)
    speaks = ("retry.>", *asks, *(f"{API}.{verb}" for verb in (*sees, *handles)))
    return User(OPERATOR, speaks, (f"{inbox(OPERATOR)}.>",))


def nats_users_conf(everyone: Iterable[User], public_keys: Mapping[str, str]) -> str:
    """The `authorization` block of a NATS configuration; the keys are those of the users, by name."""
    blocks = "\n".join(_block(user, public_keys[user.name]) for user in everyone)
    return f"authorization {{\n  users: [\n{blocks}\n  ]\n}}\n"


def _block(user: User, key: str) -> str:
    publish: dict[str, tuple[str, ...]] = {"allow": user.publish_allow}
    if user.publish_deny:
        publish["deny"] = user.publish_deny
    permissions = {"publish": publish, "subscribe": {"allow": user.subscribe_allow}}
    return f"    # {user.name}\n    {{ nkey: {key}, permissions: {json.dumps(permissions)} }}"
