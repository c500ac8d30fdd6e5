"""Application files (申请文件): YAML or JSON from people's hands, read with every fault named."""

import json
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError

from deploy.local.rehearsal.acts import ActPlay, longest
from deploy.local.rehearsal.parts import part_faults
from deploy.local.rehearsal.plays import BeforePlay, ComplaintPlay
from deploy.local.rehearsal.review_parts import review_faults
from deploy.local.rehearsal.review_script import CallPlay, CopiesPlay, ExpectedPlay, FilePlay, MeetingPlay
from deploy.local.rehearsal.script import AddPlay, DepartmentPlay, DeskPlay, EscalatePlay
from deploy.local.rehearsal.window_parts import window_faults
from shared.bus.envelope import faults_of
from shared.contracts.application import Application
from shared.errors import Refused, refuse

LIMIT = 1_000_000  # bytes, of the file and of what it becomes: the bus carries 1 MiB, headers included
PARTS = frozenset(
    {"departments", "desks", "escalate", "add", "before", "acts", "silent", "complaints"}
    | {"files", "reviews", "meeting", "copies", "expected"}
)
"""For the rehearsal alone; no service is sent them."""
FORM = "请按 deploy/local/scenarios 中的示例填写"


class ApplicationFile(Application):
    """An application, and how everybody behaves in a rehearsal of it."""

    departments: dict[str, DepartmentPlay] = Field(
        default={}, description="<region>.<department> -> its part; who has none approves after one working day"
    )
    desks: dict[str, DeskPlay] = Field(default={}, description="Region code -> part of its desk; who has none accepts at once")
    escalate: EscalatePlay | None = Field(default=None, description="What the centre reports to the ladder")
    add: AddPlay | None = Field(default=None, description="What the applicant adds while the case runs")
    before: BeforePlay = Field(default=BeforePlay(), description="Questions, appointments and guidance before the application")
    acts: tuple[ActPlay, ...] = Field(
        default=(), max_length=50, description="What applicant, agent and window do besides the usual, in this order"
    )
    silent: tuple[str, ...] = Field(default=(), description="States in which nobody does the usual")
    complaints: tuple[ComplaintPlay, ...] = Field(default=(), max_length=5)
    files: tuple[FilePlay, ...] = Field(default=(), max_length=20, description="Files that are handed in while the case runs")
    reviews: tuple[CallPlay, ...] = Field(default=(), max_length=10, description="Reviews that the agent has held, in this order")
    meeting: MeetingPlay | None = Field(default=None, description="One meeting over all cases of the file")
    copies: CopiesPlay | None = Field(default=None, description="How many cases the file makes")
    expected: ExpectedPlay | None = Field(default=None, description="What must come of it, or the rehearsal has failed")

    @property
    def longest(self) -> float:
        """Working days that may pass between two signs of life because somebody takes that long."""
        waits = [part.longest for part in self.departments.values()]
        waits += [play.after for desk in self.desks.values() for play in desk.items.values()]
        waits += [longest(self.acts), self.before.longest, *(play.after for play in self.complaints)]
        waits += [*(play.after for play in self.files), *(play.after for play in self.reviews)]
        return max([*waits, *(play.after for play in (self.escalate, self.add, self.meeting) if play)], default=0)


class DuplicateKey(ValueError):
    """The same key twice in one mapping: which one was meant cannot be known."""

    def __init__(self, key: object) -> None:
        self.key = key
        super().__init__(f"“{key}”写了两次，请只保留一处")


def read_form(path: Path) -> dict[str, Any]:
    """The file as it was written, as plain JSON values. Errors: Refused."""
    form = _parsed(_text(path), is_json=path.suffix.lower() == ".json")
    if not isinstance(form, Mapping):
        raise refuse("", "不是申请表：最外层应为“键: 值”", FORM)
    try:
        plain: dict[str, Any] = json.loads(encoded(form))
    except ValueError as error:
        raise refuse("", "含有无法用 JSON 表示的数值（如 .inf、.nan）", "请改为普通数字，或删除此项") from error
    if len(encoded(plain)) > LIMIT:
        raise too_large()
    return plain


def too_large() -> Refused:
    """The refusal of a form that the bus would not carry."""
    remedy = "申请文件只写申请内容；材料文件请在提交申请后用 daiban attach 上传"
    return refuse("", f"文件超过上限 {LIMIT // 1000} KB", remedy)


def _text(path: Path) -> str:
    try:
        content = path.read_bytes() if path.stat().st_size <= LIMIT else None
    except FileNotFoundError as error:
        raise refuse("", "没有这个文件", "请核对文件名") from error
    except OSError as error:
        raise refuse("", f"读不了文件：{error.strerror}", "请核对文件名和权限") from error
    if content is None:
        raise too_large()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse("", "不是 UTF-8 编码的文本", "请用 UTF-8 编码另存") from error


def _parsed(text: str, *, is_json: bool) -> object:
    try:
        if is_json:
            return json.loads(text, object_pairs_hook=_once)
        return yaml.load(text, _Loader)  # noqa: S506  derives from SafeLoader
    except DuplicateKey as error:
        raise refuse(str(error.key), "重复的键", "请只保留一处") from error
    except json.JSONDecodeError as error:
        raise refuse(f"第{error.lineno}行", "不是有效的 JSON", "请检查这一行附近的引号、逗号和括号") from error
    except yaml.MarkedYAMLError as error:
        place = f"第{error.problem_mark.line + 1}行" if error.problem_mark else ""
        raise refuse(place, "不是有效的 YAML", "请检查这一行附近的缩进、冒号和引号") from error
    except (yaml.YAMLError, ValueError) as error:
        raise refuse("", "不是有效的 YAML", "请检查文件中有无不可见字符或不存在的日期") from error
    except RecursionError as error:
        raise refuse("", "嵌套层次过深", FORM) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise DuplicateKey(key)
        found[key] = value
    return found


class _Loader(yaml.SafeLoader):
    """A safe loader that refuses a key written twice, and aliases, with which a small file becomes a huge one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        _once([(str(key), None) for key in keys])
        return super().construct_mapping(node, deep)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            line = self.peek_event().start_mark.line  # type: ignore[no-untyped-call]  # not in the stubs
            raise refuse(f"第{line + 1}行", "不支持 YAML 别名（*）", "请把内容写全")
        return super().compose_node(parent, index)


def encoded(form: Mapping[str, Any]) -> bytes:
    """The form as the JSON that travels; dates become text. Errors: ValueError (a number JSON does not know)."""
    return json.dumps(form, ensure_ascii=False, allow_nan=False, default=str).encode()


def application_of(form: Mapping[str, Any]) -> bytes:
    """What the service is sent: the form as it was written, without the parts."""
    return encoded({key: value for key, value in form.items() if key not in PARTS})


def read_application(form: Mapping[str, Any]) -> ApplicationFile:
    """The form as an application with everybody's parts. Errors: Refused, with every fault of shape and of parts."""
    faults = [*part_faults(form), *review_faults(form), *window_faults(form)]
    try:
        application = ApplicationFile.model_validate_json(encoded(form))
    except ValidationError as error:
        faults = [*faults_of(error), *faults]
    if faults:
        raise Refused(faults)
    return application
