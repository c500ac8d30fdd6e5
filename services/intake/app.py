"""The wiring of intake."""

from typing import Any

from services.intake.applications import Applications
from services.intake.assigning import Assigning, MongoAbsences
from services.intake.attachments import Attachments
from services.intake.clearing import Clearing
from services.intake.domain.silence import ailments
from services.intake.file_handlers import FileHandlers
from services.intake.handlers import Handlers
from services.intake.moments import Moments
from services.intake.reception.handlers import ReceptionHandlers
from services.intake.reception.store import MongoAppointments, MongoConsultations
from services.intake.reception.use_cases import Reception
from services.intake.ringing import CASE, Ringing
from services.intake.search import MongoCaseCards
from services.intake.store import MongoCases, MongoRecords
from services.intake.supervision.handlers import SupervisionHandlers
from services.intake.supervision.monitoring import Monitoring
from services.intake.supervision.store import MongoComplaints, MongoCounts
from services.intake.supervision.use_cases import Supervision
from services.intake.uploads import MongoUploads
from services.intake.use_cases import UseCases
from shared.contracts.duties import CaseAiling
from shared.doctor import Mends
from shared.late_calendar import Provisional, follow_calendar
from shared.rounds import Kind, attend
from shared.service import Parts
from shared.store import MongoNumbers, MongoRefusals


async def wire(parts: Parts) -> None:
    """Put intake together on the given parts."""
    database, outbox, clock, known = parts.database, parts.outbox, parts.clock, parts.jurisdictions
    cases, numbers = MongoCases(database, outbox, clock), MongoNumbers(database)
    consultations, appointments = MongoConsultations(database, outbox, clock), MongoAppointments(database, outbox, clock)
    complaints, cards = MongoComplaints(database, outbox, clock), MongoCaseCards(cases.collection)
    refusals, uploads = MongoRefusals(database["refusals"]), MongoUploads(database, parts.settings.upload_hours)
    counts = MongoCounts(database)
    for kept in (cases, consultations, appointments, complaints, cards, refusals, uploads, counts):
        await kept.prepare()
    applications = Applications(known, clock)
    assigning = Assigning(cases, MongoAbsences(database), known)
    reception = Reception(consultations, appointments, numbers, refusals, known, clock, applications.read)
    supervision = Supervision(complaints, numbers, cases, refusals, known, clock)
    moments = Moments(known, clock)
    use_cases = UseCases(cases, numbers, applications, assigning, refusals, reception.consulting, known, moments)
    files = Attachments(cases, uploads, refusals, known, clock)
    Handlers(use_cases, cards).connect(parts.bus)
    FileHandlers(files).connect(parts.bus)
    ReceptionHandlers(reception).connect(parts.bus)
    SupervisionHandlers(supervision, Monitoring(counts)).connect(parts.bus)
    Ringing({CASE: use_cases.due, "Z": reception.due, "Y": reception.due, "T": supervision.due}).connect(parts.bus)
    clearing = Clearing(files.clear)
    clearing.start()
    parts.closing.append(clearing.stop)
    kinds = (
        Kind(cases, CaseAiling, ailments, moments.settled),
        Kind(consultations, CaseAiling, mends=moments.settled),
        Kind(appointments, CaseAiling, mends=moments.settled),
        Kind(complaints, CaseAiling, mends=supervision.settled),
    )
    await attend(parts, "intake", *kinds)
    follow_calendar(
        parts,
        _provisional(cases, moments.settled),
        _provisional(consultations, moments.settled),
        _provisional(appointments, moments.settled),
        _provisional(complaints, supervision.settled),
    )


def _provisional(records: MongoRecords[Any], settled: Mends) -> Provisional:
    """Records that are settled again where their limits rest on a presumed year."""
    return Provisional(records, lambda one, cause: records.change(one.id, cause, settled))
