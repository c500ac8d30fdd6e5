"""`daiban rules check` on this machine: the files as they are, or one file in its place, checked without any service."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from services.routing.domain.rules import Rulebook
from services.routing.rules.engine import DurableEngine
from services.routing.rules.loading import Layers
from shared.errors import Fault, PermanentError, Refused, refuse
from shared.jurisdictions import Jurisdictions
from shared.regions import is_region_code, region
from shared.settings import Settings

TESTS: Final = (
    "事实和结论的名称、类型",
    "永不成立的规则",
    "同级同优先的矛盾",
    "无人承办的事项",
    "无牵头的阶段",
    "无去处的难点问题",
    "引擎能否执行",
)


def checked(path: Path, code: str | None) -> dict[str, Any]:
    """What was checked, where it is sound. Errors: Refused, with every fault of every file that is concerned, once each."""
    if not path.exists():
        raise refuse(str(path), "没有这个目录或文件", "缺省为 deploy/jurisdictions；文件为某地区的 rulebook.yaml")
    if path.is_dir():
        folder, over, whose = path, {}, code
    else:
        whose = region_of(path, code)
        folder, over = Settings().jurisdictions, {whose: text_of(path)}
    centres = Jurisdictions.load(folder).centres()
    layers = Layers(folder, over)
    aimed = layers.heirs(whose, centres) if whose else centres
    if not aimed:
        raise refuse(str(path), f"没有中心使用 {whose} 的规则", "请核对目录或 --region 的行政区划代码")
    books, faults = _composed(layers, aimed)
    if faults:
        raise Refused(faults)
    return _told(str(path), aimed, books)


def region_of(file: Path, code: str | None) -> str:
    """The region that a rulebook.yaml is of: what was said, else the directory it lies in. Errors: Refused."""
    found = code or file.resolve().parent.name
    if not is_region_code(found):
        raise refuse("--region", f"“{found[:40]}”不是已收录的行政区划代码", "请写 --region 代码，或把文件放在以代码为名的目录里")
    return found


def text_of(file: Path) -> str:
    """What a file says. Errors: Refused."""
    try:
        return file.read_text("utf-8")
    except FileNotFoundError as error:
        raise refuse("文件", f"没有 {file}", "请核对文件名；草案编号形如 150600@3f2a9c0b1d4e") from error
    except (OSError, UnicodeDecodeError) as error:
        raise refuse("文件", f"读不了 {file}（{type(error).__name__}）", "请核对文件名、权限和编码（UTF-8）") from error


def _composed(layers: Layers, centres: tuple[str, ...]) -> tuple[dict[str, Rulebook], list[Fault]]:
    engine = DurableEngine()
    books: dict[str, Rulebook] = {}
    faults: list[Fault] = []
    for centre in centres:
        books[centre], found = layers.compose(centre)
        faults += (fault for fault in found if fault not in faults)
        if not found:
            try:
                engine.ensure(books[centre])
            except PermanentError as error:
                faults.append(Fault(field=centre, message=f"规则引擎不接受：{error}", remedy="改写规则的条件"))
    return books, faults


def _told(path: str, centres: tuple[str, ...], books: dict[str, Rulebook]) -> dict[str, Any]:
    rules = {(rule.region, rule.id): rule.basis.mark for book in books.values() for rule in book.rules}
    inferred = sum(mark == "inferred" for mark in rules.values())
    versions = {centre: books[centre].version for centre in centres}
    return {"checked": path, "centres": versions, "rules": len(rules), "inferred": inferred, "tests": list(TESTS)}


def pairs(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was checked, for people."""
    return [
        ("核查了", told["checked"]),
        ("中心", "、".join(f"{centre} {region(centre).name}" for centre in told["centres"])),
        ("规则", f"{told['rules']} 条，其中推断 {told['inferred']} 条"),
        ("版本", "、".join(sorted(set(told["centres"].values())))),
        ("查过", "、".join(told["tests"])),
    ]
