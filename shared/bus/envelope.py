"""What travels on the bus: CloudEvents 1.0 in binary mode, attributes in headers, the contract as body."""

import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import getrandbits
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from shared.bus.subjects import Subject
from shared.contracts.base import Contract, Event
from shared.errors import Fault, PermanentError, Refused

NAMESPACE = uuid.UUID("7a3d7d0e-6f0c-5b43-9d52-6e4c1d3c7a11")  # changing it makes every derived id a new one


C = TypeVar("C", bound=Contract)
E = TypeVar("E", bound=Event)
S = TypeVar("S", bound=BaseModel)


class Unreadable(PermanentError):
    """A body that is no instance of its contract."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What made something happen: ids of produced messages derive from it, so a repeat repeats them."""

    id: str
    traceparent: str = ""
    sender_id: str = ""

    def derive(self, *parts: object) -> str:
        """The id of something this cause produces; the same parts give the same id, always."""
        return str(uuid.uuid5(NAMESPACE, "/".join((self.id, *map(str, parts)))))

    @classmethod
    def new(cls) -> "Cause":
        """A cause without a past: a person's act."""
        return cls(str(uuid.uuid4()), new_traceparent())


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way out, or (`cancel`) an alarm to be taken back. Kept in outboxes as it is here."""

    id: str
    subject: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cancel: bool = False

    @property
    def size(self) -> int:
        """Bytes on the wire: the server counts headers too."""
        return len(self.body) + sum(len(name) + len(value) + 4 for name, value in self.headers.items())


@dataclass(frozen=True, slots=True)
class Received:
    """A message as a handler gets it."""

    id: str
    subject: Subject
    body: bytes
    sender_id: str = ""
    case: str = ""
    centre: str = ""
    kind: str = ""
    delivered: int = 1
    """Which delivery this is."""
    place: int = 0
    """Its number in the stream: what was said earlier has the smaller one."""
    at: datetime | None = None
    """The real instant at which the bus took it in; none for a request."""
    sequence: int = 0
    """Its number among the owner's facts of the case."""
    time: str = ""
    causation: str = ""
    traceparent: str = ""

    @property
    def cause(self) -> Cause:
        """This message as the cause of what follows."""
        return Cause(self.id, child_traceparent(self.traceparent), self.sender_id)

    def event(self) -> Event:
        """The fact in it, by owner and name of the subject. Errors: Unreadable.

        A fact names its type and its case. What the server itself answers to a borrowed reply subject does not, and
        is none: else a request with `evt.…` as its reply subject would forge a fact.
        """
        owner, name = self.subject.party, self.subject.verb
        contract = Event.registry.get((owner, name))
        if contract is None or self.kind != f"{owner}.{name}" or not self.case:
            raise Unreadable(f"no fact: subject {owner}.{name}, type {self.kind or 'none'}, case {self.case or 'none'}")
        return self.read(contract)

    def fact(self, contract: type[E]) -> E:
        """The fact in it, when only that one is expected. Errors: Unreadable."""
        found = self.event()
        if not isinstance(found, contract):
            raise Unreadable(f"{contract.__name__} expected, not {type(found).__name__}")
        return found

    def read(self, contract: type[C]) -> C:
        """The body as that contract. Errors: Unreadable, with every fault."""
        try:
            # What a newer version added is passed over, also inside a form to which people may add nothing.
            return contract.model_validate_json(self.body, extra="ignore")
        except ValidationError as error:
            raise Unreadable(f"{contract.__name__}: {error}") from error


def asked(kind: type[S], body: bytes) -> S:
    """A request's body as `kind`. Errors: Refused, with every fault, its field and its remedy in Chinese."""
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        raise Refused(faults_of(error)) from error


TAG = re.compile(r"[a-z-]+\[.*\]", re.DOTALL)
"""How pydantic calls one branch of a union, between the parts of a path: literal['all'], tuple[…]."""


def faults_of(error: ValidationError) -> list[Fault]:
    """Every fault of shape that pydantic found, in words people can act on; of a field that may be one thing or another
    each only once.
    """
    found = [_fault(detail["loc"], detail["type"], detail.get("ctx", {})) for detail in error.errors()]
    return list({(fault.field, fault.message): fault for fault in found}.values())


REMEDIES = {
    "json_invalid": ("不是有效的 JSON", "请按申请表格式提交 UTF-8 编码的 JSON"),
    "missing": ("必填项缺失", "请补填此项"),
    "extra_forbidden": ("不认识的字段", "请删除此项，或核对字段名称的拼写"),
    "literal_error": ("取值不在允许范围内", "请改为：{expected}"),
    "string_type": ("应为文字", "请填写文字；代码、号码请在两端加引号"),
    "int_parsing": ("应为整数", "请填写整数"),
    "int_type": ("应为整数", "请填写整数"),
    "float_parsing": ("应为数字", "请填写数字"),
    "float_type": ("应为数字", "请填写数字"),
    "bool_parsing": ("应为是或否", "请填写 true 或 false"),
    "bool_type": ("应为是或否", "请填写 true 或 false"),
    "model_type": ("应为若干字段组成的一节", "请按填表说明逐项填写"),
    "tuple_type": ("应为列表", "请用 [ ] 列出各项"),
    "greater_than_equal": ("数值过小", "应不小于 {ge}"),
    "less_than_equal": ("数值过大", "应不大于 {le}"),
    "too_short": ("内容过少", "至少 {min_length} 项"),
    "too_long": ("内容过多", "至多 {max_length} 项"),
    "string_too_short": ("内容为空或过短", "至少 {min_length} 个字"),
    "string_too_long": ("内容过长", "至多 {max_length} 个字"),
    "string_pattern_mismatch": ("格式不符", "请按填表说明的格式填写"),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        ("应为日期", "请填写日期，如 2026-03-20"),
    ),
}


def _fault(location: tuple[int | str, ...], kind: str, context: dict[str, object]) -> Fault:
    message, remedy = REMEDIES.get(kind, ("类型或格式不正确", "请按填表说明改正此项"))
    return Fault(
        field=".".join(str(part) for part in location if isinstance(part, int) or not TAG.fullmatch(part)),
        message=message,
        remedy=remedy.format_map(context),
    )


def fact_message(fact: Event, *, case: str, centre: str, sequence: int, cause: Cause, time: datetime) -> Outgoing:
    """A fact as it goes out; its id derives from the cause and its place in the owner's sequence."""
    identity = cause.derive(case, fact.owner, fact.name, sequence)
    return Outgoing(
        id=identity,
        subject=f"evt.{centre}.{fact.owner}.{fact.name}",
        body=fact.model_dump_json(exclude_defaults=False).encode(),
        headers=headers(
            identity, f"{fact.owner}.{fact.name}", fact.owner, case=case, centre=centre, cause=cause, time=time, sequence=sequence
        ),
    )


def headers(
    identity: str, kind: str, owner: str, *, case: str, centre: str, cause: Cause, time: datetime, sequence: int = 0
) -> dict[str, str]:
    """CloudEvents attributes as NATS headers (NATS protocol binding, binary mode) and the deduplication id."""
    attributes = {
        "Nats-Msg-Id": identity,
        "content-type": "application/json",
        "ce-specversion": "1.0",
        "ce-id": identity,
        "ce-type": kind,
        "ce-source": f"/centres/{centre}/{owner}",
        "ce-subject": case,
        "ce-time": time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "ce-centre": centre,
        "ce-causationid": cause.id,
        "ce-traceparent": cause.traceparent or new_traceparent(),
    }
    return attributes | ({"ce-sequence": str(sequence)} if sequence else {})


def new_traceparent() -> str:
    """A fresh W3C trace context."""
    return f"00-{getrandbits(128):032x}-{_span()}-01"


def child_traceparent(parent: str) -> str:
    """The same trace, a new span; a fresh trace where the parent is none or malformed."""
    parts = parent.split("-")
    if len(parts) != 4 or len(parts[1]) != 32:
        return new_traceparent()
    return f"00-{parts[1]}-{_span()}-01"


def _span() -> str:
    return f"{getrandbits(64):016x}"  # told apart, not kept secret
