"""Is a dossier sound? Checked from its bytes alone: no database, no bus, no clock."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from pydantic import ValidationError

from services.archive.domain.completeness import missing
from services.archive.domain.entry import EntryUnreadable, JournalEntry
from services.archive.domain.history import closing_time, ordered
from services.archive.domain.manifest import SCHEMAS, Manifest, manifest
from services.archive.domain.package import HISTORY, LIMIT, MANIFEST, texts

MANIFEST_LIMIT = LIMIT + 1024 * 1024  # bytes; the manifest comes on top of what the packer counts


def verify_dossier(content: bytes, restricted: bytes | None = None) -> list[str]:
    """Every fault of a dossier, one Chinese sentence each; empty when it is sound. Never raises.

    The checks of GB/T 18894-2016 and DA/T 70-2018 as far as a single file can be asked: 可用性 (it opens, and is what
    its names say), 真实性 (every SHA-256, every chapter drawn from the event history), 完整性 (nothing more or less
    than the manifest lists, every owner's facts without a gap). `restricted` is the package kept apart, if the
    withheld originals are to be checked too. Whether the file is the one that was archived, only its SHA-256 against
    the fact `DossierClosed` can tell.
    """
    try:
        contents = _opened(content)
    except Exception as error:  # noqa: BLE001  a damaged file can fail a zip reader in any way
        return [f"可用性：文件打不开，不是有效的 zip（{type(error).__name__}）"]
    try:
        told = Manifest.model_validate_json(contents.get(MANIFEST, b""))
    except ValidationError:
        return ["可用性：缺 manifest.json，或其内容无法识别"]
    faults = [*_listed(told, contents), *_readable(contents)]
    try:
        history = [JournalEntry.of_line(line) for line in _lines(contents)]
    except (EntryUnreadable, UnicodeDecodeError):
        return [*faults, f"可用性：{HISTORY} 缺失、为空或有无法识别的行"]
    if not history:
        return [*faults, f"完整性：{HISTORY} 中没有事件"]
    faults += [*_whole(told, history), *_drawn(told, contents, history)]
    return faults if restricted is None else [*faults, *_originals(history, restricted)]


def _opened(content: bytes) -> dict[str, bytes]:
    """The files of a zip that uses nothing but what any system reads; ValueError for anything else."""
    with ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        plain = all(entry.compress_type in {ZIP_DEFLATED, ZIP_STORED} and not entry.flag_bits & 1 for entry in entries)
        if not plain or sum(entry.file_size for entry in entries) > MANIFEST_LIMIT:
            raise ValueError("encrypted, compressed in an unknown way, or too large")
        if len({entry.filename for entry in entries}) < len(entries):
            raise ValueError("a name occurs twice")
        return {entry.filename: archive.read(entry) for entry in entries}


def _lines(contents: Mapping[str, bytes]) -> list[str]:
    return contents.get(HISTORY, b"").decode().split("\n")[:-1]


def _listed(told: Manifest, contents: Mapping[str, bytes]) -> Iterator[str]:
    listed = {entry.name: entry for entry in told.entries}
    for name in sorted(contents.keys() - listed.keys() - {MANIFEST}):
        yield f"完整性：{name} 不在 manifest.json 目录中"
    for name, entry in listed.items():
        if name not in contents:
            yield f"完整性：缺 {name}"
        elif entry.size != len(contents[name]) or entry.sha256 != sha256(contents[name]).hexdigest():
            yield f"真实性：{name} 的大小或 SHA-256 与 manifest.json 不符"


def _readable(contents: Mapping[str, bytes]) -> Iterator[str]:
    for name in sorted(contents):
        if name.endswith(".json"):
            try:
                json.loads(contents[name])
            except (ValueError, RecursionError):
                yield f"可用性：{name} 不是有效的 JSON"


def _whole(told: Manifest, history: Sequence[JournalEntry]) -> Iterator[str]:
    """Completeness of the history, and the manifest's figures about it."""
    if any((entry.case, entry.centre) != (told.case, told.centre) for entry in history):
        yield "真实性：事件历史中有不属于本件的事件"
    if len({entry.id for entry in history}) < len(history):
        yield "真实性：事件历史中有重复的事件"
    counted = manifest(told.kind, history, told.closed_at, {})
    if any(getattr(told, field) != getattr(counted, field) for field in ("events", "restricted", "owners", "attachments")):
        yield "完整性：事件数目、首末编号或附件登记与 manifest.json 不符"
    if told.kind == "ordinary":  # the restricted package is a selection: it has gaps, and no end of its own
        if list(history) != ordered(history):
            yield "完整性：事件历史的次序与说明不符"
        yield from (f"完整性：{lack}" for lack in missing(history))
        if told.closed_at != closing_time(history):
            yield "真实性：归档时间与事件不符"


def _drawn(told: Manifest, contents: Mapping[str, bytes], history: Sequence[JournalEntry]) -> Iterator[str]:
    """Every chapter says what the history says: it is drawn again and compared."""
    if told.schema_version not in SCHEMAS:
        yield f"可用性：档案格式版本为 {told.schema_version}，本程序只能核验版本 {SCHEMAS[0]} 至 {SCHEMAS[-1]}"
        return
    drawn = texts(told.kind, history, told.closed_at, told.schema_version)
    for name in sorted(drawn.keys() | (contents.keys() - {MANIFEST})):
        if drawn.get(name) != contents.get(name):
            yield f"真实性：{name} 与事件历史不一致"


def _originals(history: Iterable[JournalEntry], restricted: bytes) -> Iterator[str]:
    """What is kept apart is what the ordinary dossier has left out, all of it."""
    yield from (f"限制公开部分 {fault}" for fault in verify_dossier(restricted))
    try:
        lines = _lines(_opened(restricted))
        originals = {JournalEntry.of_line(line).id: sha256(line.encode()).hexdigest() for line in lines}
    except Exception:  # noqa: BLE001  told above already
        return
    for entry in history:
        if entry.withheld and originals.get(entry.id) != entry.withheld:
            yield f"完整性：{entry.owner} 第 {entry.sequence} 号事件的限制公开原件缺失或不一致"
