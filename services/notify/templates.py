"""The templates of notices: data in YAML, layered by region, checked at load, rendered whole or not at all."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml
from jinja2 import StrictUndefined, Template, TemplateError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from services.notify.domain.dates import day_of, time_of, written
from services.notify.domain.draft import Draft, Exact, Words
from services.notify.domain.values import COMMON, VALUES
from shared.errors import Fault, PermanentError
from shared.log import masked
from shared.regions import ancestors

FILES: Final = ("templates/notices.yaml", "templates/notices/*.yaml")
"""Where a layer's templates stand: in one file, in several of one folder, or both; a key in one place only."""
FRAME: Final = ("opening", "closing")
PIECES: Final = ("title", "text")
BASE: Final = ""
"""Layer under all regions: deploy/jurisdictions/templates/notices/."""

Pieces = Mapping[str, str]
"""`applicant.opening`, `applicant.notices.received.title` … -> template source."""


class TemplatesFaulty(PermanentError):
    """The templates cannot be used as they stand; every fault of every file, each with its remedy."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        lines = (f"  {fault.field}：{fault.message}。{fault.remedy}。" for fault in faults)
        super().__init__("\n".join([f"通知模板有 {len(faults)} 处错误", *lines]))


class TemplateFailed(PermanentError):
    """A template could not put a draft into words: correct it in its file, restart, and replay the parked message."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}; correct the template, restart notify, then replay this message")


def _said(value: Any) -> Any:
    """What an expression writes: persons' numbers masked, whoever put them into a reason or a remark."""
    return masked(value) if isinstance(value, str) and not isinstance(value, Exact) else value


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,  # plain text: nothing renders it as HTML
        finalize=_said,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = lambda when: written(day_of(when) if isinstance(when, str) else when)
    environment.filters["clock"] = time_of
    return environment


class Templates:
    """The Voice of every centre: its own templates, else those of the regions above it, else the base."""

    def __init__(self, layers: Mapping[str, Mapping[str, Template]]) -> None:
        self._layers = layers

    @classmethod
    def load(cls, folder: Path) -> "Templates":
        """Read the base and every region's files under the jurisdictions' folder. Errors: TemplatesFaulty."""
        environment, faults = _environment(), list[Fault]()
        layers: dict[str, dict[str, Template]] = {}
        for code, path in _files(folder):
            compiled, found = _compiled(environment, str(path.relative_to(folder)), path)
            layer = layers.setdefault(code, {})
            faults += [*found, *_twice(layer, compiled)]
            layer |= compiled
        faults += _lacking(layers.get(BASE, {}))
        if faults:
            raise TemplatesFaulty(faults)
        return cls(layers)

    def words(self, centre: str, draft: Draft, common: Mapping[str, object]) -> Words:
        """See Voice. Errors: TemplateFailed."""
        chain = [centre, *(region.code for region in ancestors(centre)), BASE]
        notice = f"{draft.recipient}.notices.{draft.name}"
        values = {**common, **draft.values}

        def said(key: str) -> str:
            template = next(layer[key] for layer in map(self._layers.get, chain) if layer and key in layer)
            return _rendered(template, values)

        text = "\n".join((said(f"{draft.recipient}.opening"), said(f"{notice}.text"), said(f"{draft.recipient}.closing")))
        return Words(said(f"{notice}.title"), text)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of the base, then those of every region, each with the code of its layer."""
    for pattern in FILES:
        yield from ((BASE, path) for path in sorted(folder.glob(pattern)))
    for pattern in FILES:
        yield from ((path.relative_to(folder).parts[0], path) for path in sorted(folder.glob(f"[0-9]*/{pattern}")))


def _twice(layer: Mapping[str, Template], compiled: Mapping[str, Template]) -> Iterator[Fault]:
    """What two files of one layer say: which of them is meant cannot be known."""
    for key in layer.keys() & compiled.keys():
        remedy = f"只留一处；另一处是 {layer[key].name}"
        yield Fault(field=str(compiled[key].name), message="这一条已经写在另一个文件里", remedy=remedy)


def _rendered(template: Template, values: Mapping[str, object]) -> str:
    try:
        text = template.render(values).strip()
    except Exception as error:  # whatever a template may do wrong, the message is to be parked with its name
        raise TemplateFailed(str(template.name), f"{type(error).__name__}: {error}") from error
    if not text:
        raise TemplateFailed(str(template.name), "it came out empty")
    return text


def _compiled(environment: ImmutableSandboxedEnvironment, place: str, path: Path) -> tuple[dict[str, Template], list[Fault]]:
    """One file's templates by key, and everything that is wrong with them."""
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        return {}, [Fault(field=place, message=f"不是 UTF-8 编码的 YAML（{reason}）", remedy="检查所指行附近的缩进、冒号和引号")]
    templates: dict[str, Template] = {}
    faults: list[Fault] = []
    for key, source in _pieces(said or {}):
        made = _made(environment, key, source)
        if isinstance(made, Template):
            templates[key] = made
            templates[key].name = f"{place}：{key}"
        else:
            faults.append(Fault(field=f"{place}：{key}", message=made[0], remedy=made[1]))
    return templates, faults


def _pieces(said: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every leaf with its dotted path."""
    if isinstance(said, Mapping):
        for key, value in said.items():
            yield from _pieces(value, (*path, str(key)))
    else:
        yield ".".join(path), said


def _known(key: str) -> frozenset[str] | None:
    """The values that a template may use; None for a key that is none."""
    recipient, _, rest = key.partition(".")
    if rest in FRAME and any(name.startswith(f"{recipient}.") for name in VALUES):
        return COMMON
    parts = rest.split(".")
    if len(parts) != 3 or parts[0] != "notices" or parts[2] not in PIECES or f"{recipient}.{parts[1]}" not in VALUES:
        return None
    return VALUES[f"{recipient}.{parts[1]}"] | COMMON


def _made(environment: ImmutableSandboxedEnvironment, key: str, source: Any) -> Template | tuple[str, str]:
    """One template, compiled once; else what is wrong with it, and how to mend it."""
    values = _known(key)
    if values is None:
        return "没有这样的通知", "检查拼写，或删去；可用的名称见 services/notify/README.md"
    if not isinstance(source, str) or not source.strip():
        return "应为一段文字", "写上文字；不改的就删去这个键，由上级或底本提供"
    try:
        parsed = environment.parse(source)
        strange = meta.find_undeclared_variables(parsed) - values
        template = environment.from_string(parsed)
    except TemplateError as error:
        return f"模板语法有误（{error}）", "参照 deploy/jurisdictions/templates/notices 中的同一条改正"
    if strange:
        return f"没有 {'、'.join(sorted(strange))} 这个值", f"可用的值：{'、'.join(sorted(values))}"
    return template


def _lacking(base: Mapping[str, Template]) -> list[Fault]:
    """The base must have every notice, so that no centre can lack one."""
    recipients = dict.fromkeys(name.partition(".")[0] for name in VALUES)
    wanted = [f"{recipient}.{piece}" for recipient in recipients for piece in FRAME]
    wanted += [name.replace(".", ".notices.", 1) + f".{piece}" for name in VALUES for piece in PIECES]
    remedy = "在底本中补上：每一种通知都要有"
    return [Fault(field=f"templates/notices：{key}", message="缺少这一条", remedy=remedy) for key in wanted if key not in base]
