"""What is wrong with application files, found before anything is started."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from deploy.local.rehearsal.application_file import ApplicationFile, read_application
from deploy.local.rehearsal.copies import copied
from shared.errors import Fault, PermanentError, Refused
from shared.jurisdictions import Jurisdictions


class FilesRefused(PermanentError):
    """Files that cannot be rehearsed; nothing was run. `faults`: by name of the file."""

    def __init__(self, faults: Mapping[str, Sequence[Fault]]) -> None:
        self.faults = faults
        super().__init__(f"{len(faults)} 个申请文件有误")


def multiplied(forms: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Mapping[str, Any]]]:
    """By name of the file, the forms that it stands for. Errors: FilesRefused."""
    made: dict[str, dict[str, Mapping[str, Any]]] = {}
    faults: dict[str, Sequence[Fault]] = {}
    for name, form in forms.items():
        try:
            made[name] = copied(name, form)
        except Refused as refused:
            faults[name] = refused.faults
    if faults:
        raise FilesRefused(faults)
    return made


def checked(forms: Mapping[str, Mapping[str, Any]], jurisdictions: Jurisdictions) -> dict[str, ApplicationFile]:
    """The forms as application files, by name. Errors: FilesRefused, with every fault of every file."""
    files: dict[str, ApplicationFile] = {}
    faults: dict[str, Sequence[Fault]] = {}
    for name, form in forms.items():
        try:
            file = files[name] = read_application(form)
        except Refused as refused:
            faults[name] = refused.faults
            continue
        if strange := strangers(file, jurisdictions):
            faults[name] = strange
    if faults:
        raise FilesRefused(faults)
    return files


def strangers(file: ApplicationFile, jurisdictions: Jurisdictions) -> list[Fault]:
    """A centre, desks or departments that nobody has set up."""
    if not jurisdictions.on_bus(file.centre):
        return [no_such_centre(file.centre, jurisdictions)]
    known = {f"{region}.{code}" for region, code in jurisdictions.all_departments()}
    remedy = "请写成 <行政区划代码>.<部门代码>，部门代码见 deploy/jurisdictions 中的 departments.yaml"
    found = [
        Fault(field=field, message="没有这个部门", remedy=remedy) for field, address in _addresses(file) if address not in known
    ]
    desks = (code for code in file.desks if not jurisdictions.on_bus(code))
    return found + [no_such_centre(code, jurisdictions, f"desks.{code}") for code in desks]


def _addresses(file: ApplicationFile) -> Iterator[tuple[str, str]]:
    """Every department that the file names, with where it does."""
    for address, part in file.departments.items():
        yield f"departments.{address}", address
        for number, order in enumerate(part.rung.measures):
            yield f"departments.{address}.rung.measures.{number}.owner", order.owner
    yield from _called(file)
    for section in file.before.consultation.refer if file.before.consultation else ():
        if "." in section:
            yield f"before.consultation.refer.{section}", section
    for number, complaint in enumerate(file.complaints):
        if "." in complaint.against:
            yield f"complaints.{number}.against", complaint.against


def _called(file: ApplicationFile) -> Iterator[tuple[str, str]]:
    """Departments of other places, and those with theirs, that a review or a meeting is to have; bare codes are routing's."""
    for number, call in enumerate(file.reviews):
        for role in ("mandatory", "advisory", "observers"):
            for address in getattr(call, role):
                yield from [(f"reviews.{number}.{role}", address)] if "." in address else []
    meeting = file.meeting.mandatory if file.meeting else ()
    yield from (("meeting.mandatory", address) for address in meeting if "." in address)


def no_such_centre(code: str, jurisdictions: Jurisdictions, field: str = "centre") -> Fault:
    """The fault of a form for a centre that is not there."""
    remedy = f"可用：{'、'.join(jurisdictions.centres())}"
    return Fault(field=field, message=f"没有代码为 {code[:40]} 的政务服务中心", remedy=remedy)
