"""Runs application files to their end: a stack of their own, the accelerated clock, every part played."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deploy.local.client import connected
from deploy.local.dead_letters import parked, told
from deploy.local.rehearsal.applicant import Applicant, Stuck
from deploy.local.rehearsal.application_file import ApplicationFile, application_of
from deploy.local.rehearsal.beside import Beside, Groups
from deploy.local.rehearsal.check import FilesRefused, checked, multiplied
from deploy.local.rehearsal.department import DepartmentSystem
from deploy.local.rehearsal.desk import DeskSystem
from deploy.local.rehearsal.expecting import unexpected
from deploy.local.rehearsal.findings import Findings, report_of, with_meetings
from deploy.local.rehearsal.report import CaseReport
from deploy.local.rehearsal.scene import Scene, Terms
from deploy.local.rehearsal.watch import Watch
from deploy.local.stack import Stack
from shared.bus.permissions import OPERATOR, centre_user, department_user
from shared.clock import AcceleratedClock
from shared.errors import Refused
from shared.jurisdictions import Jurisdictions
from shared.regions import ancestors
from shared.settings import Settings

LOOK = 0.25  # of a working day: how often a case is looked at
LOOKS_PER_SECOND = 50  # of all cases together, so that looking does not become the load

Forms = Mapping[str, Mapping[str, Any]]
"""Forms as they were written, by name of the file."""


@dataclass(slots=True)
class Outcome:
    """What came of a rehearsal, in the order of the files."""

    reports: list[CaseReport]
    findings: list[Findings]
    troubles: dict[str, list[str]] = field(default_factory=dict)
    """By case number, by file where there is no case: why it is stuck, what was refused. Empty: everything went through."""


async def rehearse(forms: Forms, terms: Terms, watch: Watch) -> Outcome:
    """Run every form to its end; everything that was started is stopped, whatever happens.

    Errors: FilesRefused, and what a Stack that does not start raises.
    """
    jurisdictions = Jurisdictions.load(Settings().jurisdictions)
    made = multiplied(forms)
    forms = {name: form for copies in made.values() for name, form in copies.items()}
    files = checked(forms, jurisdictions)
    clock = AcceleratedClock(jurisdictions.calendar, terms.origin, datetime.now(UTC), terms.seconds_per_working_day)
    with tempfile.TemporaryDirectory(prefix="daiban-") as directory:
        watch.phase("启动本地服务（NATS、MongoDB、五个服务）")
        async with Stack(Path(directory), clock=clock.spec()) as stack:
            scene = Scene(stack.jurisdictions, clock)
            groups = {name: tuple(copies) for name, copies in made.items()}
            outcome = await _rehearsed(_Rehearsal(forms, files, groups, stack, scene, terms, watch))
            watch.phase("停止本地服务")
    return outcome


@dataclass(frozen=True, slots=True)
class _Rehearsal:
    forms: Forms
    files: Mapping[str, ApplicationFile]
    groups: Groups
    stack: Stack
    scene: Scene
    terms: Terms
    watch: Watch


async def _rehearsed(it: _Rehearsal) -> Outcome:
    async with AsyncExitStack() as lines:
        centres = {file.centre: it.stack.settings_for(centre_user(file.centre)) for file in it.files.values()}
        clients = {code: await lines.enter_async_context(connected(settings)) for code, settings in centres.items()}
        applicants = {
            name: Applicant(clients[file.centre], file, application_of(it.forms[name]), it.watch, it.scene)
            for name, file in it.files.items()
        }
        interval = max(LOOK * it.terms.seconds_per_working_day, len(applicants) / LOOKS_PER_SECOND)
        beside = Beside(applicants, it.watch, it.scene, interval)
        async with _everybody(it), beside.going_on(it.groups, clients, it.stack.settings_for):
            it.watch.phase(f"提交 {len(applicants)} 份申请")
            await it.scene.closing()
            await _submitted(applicants)
            it.watch.phase("各部门办理")
            await asyncio.gather(*(_play(name, applicant, it, interval) for name, applicant in applicants.items()))
        it.watch.phase("汇总")
        meetings = [await meeting.told() for meeting in beside.meetings if meeting.meeting]
        findings = [with_meetings(await applicant.findings(), meetings) for applicant in applicants.values() if applicant.case]
    reports = [report_of(found) for found in findings]
    for made in reports:
        for difference in unexpected(it.scene.files[made.case].expected, made):
            it.scene.trouble(made.case, difference)
    return Outcome(reports, findings, it.scene.troubles)


@asynccontextmanager
async def _everybody(it: _Rehearsal) -> AsyncIterator[None]:
    """Every department that could get a task and every desk works meanwhile; one that fails ends the rehearsal."""
    it.watch.phase("各部门系统、各中心派件岗上线")
    systems: list[tuple[DepartmentSystem | DeskSystem, Settings]] = [
        (DepartmentSystem(region, department, it.scene), it.stack.settings_for(department_user(region, department)))
        for region, department in involved(it.files.values(), it.stack.jurisdictions)
    ]
    systems += [
        (DeskSystem(centre, it.scene), it.stack.settings_for(centre_user(centre))) for centre in it.stack.jurisdictions.centres()
    ]
    try:
        async with asyncio.TaskGroup() as working:
            tasks = [working.create_task(system.run(settings)) for system, settings in systems]
            for system, _ in systems:
                await system.ready.wait()
            yield
            for task in tasks:
                task.cancel()
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None  # what failed first, as if nothing had run beside it


async def _submitted(applicants: Mapping[str, Applicant]) -> None:
    """Hand every application in. Errors: FilesRefused, with the faults of all that were refused."""
    results = await asyncio.gather(*(applicant.submit() for applicant in applicants.values()), return_exceptions=True)
    named = dict(zip(applicants, results, strict=True))
    if refused := {name: result.faults for name, result in named.items() if isinstance(result, Refused)}:
        raise FilesRefused(refused)
    for result in results:
        if result is not None:
            raise result


async def _play(name: str, applicant: Applicant, it: _Rehearsal, interval: float) -> None:
    """One case to its end; one that gets stuck is noted with what is known of why, and the others go on.

    What never became a case is noted by the name of its file.
    """
    try:
        await applicant.play(interval, it.terms.allowance(applicant.file))
    except (Stuck, Refused) as error:
        it.scene.trouble(applicant.case or name, str(error))
        if not applicant.case:
            return
        async with connected(it.stack.settings_for(OPERATOR)) as client:
            async for message in parked(client.connection.jetstream()):
                letter = told(message)
                if letter["case"] == applicant.case or applicant.case.encode() in (
                    message.data or b""
                ):  # an answer has it inside
                    it.scene.trouble(applicant.case, f"{letter['consumer']} 停放了消息 {letter['subject']}：{letter['reason']}")


def involved(files: Iterable[ApplicationFile], jurisdictions: Jurisdictions) -> list[tuple[str, str]]:
    """Every department of the places that the cases touch and of those above them, and of those that a file names."""
    regions: set[str] = set()
    for file in files:
        location = file.project.location if file.project else None
        for place in (file.centre, location or file.centre):
            regions |= {place, *(above.code for above in ancestors(place))}
        regions |= {address.partition(".")[0] for address in file.departments} | {*file.desks}
    return [(region, code) for region, code in jurisdictions.all_departments() if region in regions]
