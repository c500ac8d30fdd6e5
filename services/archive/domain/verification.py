"""Is a dossier sound? Checked from its bytes alone: no database, no bus, no clock."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256

from pydantic import ValidationError

from services.archive.domain.completeness import missing
from services.archive.domain.consultation import lacking, named_consultation, record
from services.archive.domain.entry import EntryUnreadable, JournalEntry
from services.archive.domain.history import closing_time, ordered
from services.archive.domain.manifest import SCHEMAS, Manifest, end_of, manifest
from services.archive.domain.opening import Measured, Opened, opened
from services.archive.domain.package import CONSULTED, HISTORY, MANIFEST, texts
from services.archive.domain.volume import Volume

COUNTED = ("events", "restricted", "owners", "consultation")


def verify_dossier(content: bytes, restricted: bytes | None = None) -> list[str]:
    """Every fault of a dossier, one Chinese sentence each; empty when it is sound. Never raises.

    The checks of GB/T 18894-2016 and DA/T 70-2018 as far as a single file can be asked: 可用性 (it opens, and is what
    its names say), 真实性 (every SHA-256, every chapter drawn from the event history), 完整性 (nothing more or less
    than the manifest lists, every owner's facts without a gap). `restricted` is the package kept apart, if the
    withheld originals are to be checked too. Whether the file is the one that was archived, only its SHA-256 against
    the fact `DossierClosed` can tell.
    """
    try:
        read = opened(content)
    except Exception as error:  # noqa: BLE001  a damaged file can fail a zip reader in any way
        return [f"可用性：文件打不开，不是有效的 zip（{type(error).__name__}）"]
    try:
        told = Manifest.model_validate_json(read.contents.get(MANIFEST, b""))
    except ValidationError:
        return ["可用性：缺 manifest.json，或其内容无法识别"]
    faults = [*_listed(told, read), *_readable(read.contents)]
    if told.schema_version not in SCHEMAS:
        version = f"{SCHEMAS[0]} 至 {SCHEMAS[-1]}"
        return [*faults, f"可用性：档案格式版本为 {told.schema_version}，本程序只能核验版本 {version}"]
    try:
        history, consulted = (_entries(read.contents, name) for name in (HISTORY, CONSULTED))
    except (EntryUnreadable, UnicodeDecodeError):
        return [*faults, f"可用性：{HISTORY} 缺失、为空或有无法识别的行"]
    if not history and not (consulted and told.kind == "restricted"):
        return [*faults, f"完整性：{HISTORY} 中没有事件"]
    volume = Volume(told.kind, told.case, history, consulted, told.closed_at)
    faults += [*_whole(told, volume), *_enclosed(told, volume, read), *_drawn(told, read.contents, volume)]
    return faults if restricted is None else [*faults, *_originals(volume, restricted)]


def _entries(contents: Mapping[str, bytes], name: str) -> list[JournalEntry]:
    return [JournalEntry.of_line(line) for line in contents.get(name, b"").decode().split("\n")[:-1]]


def _listed(told: Manifest, read: Opened) -> Iterator[str]:
    listed = {entry.name: entry for entry in told.entries}
    for name in sorted(read.measured.keys() - listed.keys() - {MANIFEST}):
        yield f"完整性：{name} 不在 manifest.json 目录中"
    for name, entry in listed.items():
        if name not in read.measured:
            yield f"完整性：缺 {name}"
        elif Measured(entry.size, entry.sha256) != read.measured[name]:
            yield f"真实性：{name} 的大小或 SHA-256 与 manifest.json 不符"


def _readable(contents: Mapping[str, bytes]) -> Iterator[str]:
    for name in sorted(contents):
        if name.endswith(".json"):
            try:
                json.loads(contents[name])
            except (ValueError, RecursionError):
                yield f"可用性：{name} 不是有效的 JSON"


def _whole(told: Manifest, volume: Volume) -> Iterator[str]:
    """Completeness of the history, and the manifest's figures about it."""
    history, consulted = volume.history, volume.consulted
    if any((entry.case, entry.centre) != (told.case, told.centre) for entry in history):
        yield "真实性：事件历史中有不属于本件的事件"
    if any((entry.case, entry.centre) != (told.consultation, told.centre) for entry in consulted):
        yield "真实性：咨询记录中有不属于本件咨询的事件"
    if len({entry.id for entry in volume.facts}) < len(volume.facts):
        yield "真实性：事件历史中有重复的事件"
    counted = manifest(volume, {}, 0, told.schema_version)
    if any(getattr(told, field) != getattr(counted, field) for field in COUNTED) or _references(told) != _references(counted):
        yield "完整性：事件数目、首末编号或附件登记与 manifest.json 不符"
    if told.kind == "ordinary":  # the restricted package is a selection: it has gaps, and no end of its own
        if list(history) != ordered(history) or list(consulted) != record(told.case, consulted):
            yield "完整性：事件历史的次序与说明不符"
        yield from (f"完整性：{lack}" for lack in missing(history, end_of(told.schema_version)))
        if consulted:
            yield from (f"完整性：{lack}" for lack in lacking(named_consultation(history), told.case, consulted))
        if told.closed_at != closing_time(history):
            yield "真实性：归档时间与事件不符"


def _references(told: Manifest) -> list[dict[str, object]]:
    """What is told of the files, but for where they lie: that hung on how much room there was."""
    return [{field: value for field, value in one.items() if field != "path"} for one in told.attachments]


def _enclosed(told: Manifest, volume: Volume, read: Opened) -> Iterator[str]:
    """Every file lies where a dossier has it, and is the one that was attached; none is there that was not."""
    known = manifest(volume, {}, 1 << 62, told.schema_version).attachments
    places = {one.get("path"): Measured(one.get("size") or 0, str(one.get("sha256"))) for one in known}
    claimed = {one["path"] for one in told.attachments if one.get("path")}
    for path in sorted(read.enclosures | claimed):
        if path not in claimed or path not in places:
            yield f"真实性：{path} 不是本件登记的附件"
        elif path in read.measured and read.measured[path] != places[path]:
            yield f"真实性：{path} 与提交时登记的大小或 SHA-256 不符"


def _drawn(told: Manifest, contents: Mapping[str, bytes], volume: Volume) -> Iterator[str]:
    """Every chapter says what the history says: it is drawn again and compared."""
    drawn = texts(volume, told.schema_version)
    for name in sorted(drawn.keys() | (contents.keys() - {MANIFEST})):
        if drawn.get(name) != contents.get(name):
            yield f"真实性：{name} 与事件历史不一致"


def _originals(volume: Volume, restricted: bytes) -> Iterator[str]:
    """What is kept apart is what the ordinary dossier has left out, all of it."""
    yield from (f"限制公开部分 {fault}" for fault in verify_dossier(restricted))
    try:
        contents = opened(restricted).contents
        entries = [entry for name in (HISTORY, CONSULTED) for entry in _entries(contents, name)]
    except Exception:  # noqa: BLE001  told above already
        return
    originals = {entry.id: sha256(entry.line().encode()).hexdigest() for entry in entries}
    for entry in volume.facts:
        if entry.withheld and originals.get(entry.id) != entry.withheld:
            yield f"完整性：{entry.owner} 第 {entry.sequence} 号事件的限制公开原件缺失或不一致"
