"""What intake can be asked to do with the files of a case. The asker's address comes from the subject, never from the body."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from services.intake.domain.access import concerned, is_department, may_read
from services.intake.domain.attaching import attach, attach_faults
from services.intake.domain.case import Case
from services.intake.domain.sharing import shared
from services.intake.store import Cases
from services.intake.uploads import Upload, Uploads
from shared.bus.envelope import Cause
from shared.clock import Clock
from shared.contracts.base import Event
from shared.contracts.files import AttachChunk, AttachFile, FilesQuery, ReadFile
from shared.contracts.intake import AttachedFile
from shared.contracts.joint_review import PapersShared
from shared.errors import Refused, refuse
from shared.identifiers.record_number import is_record_number
from shared.jurisdictions import Jurisdictions
from shared.log import log
from shared.store import Refusals


class Attachments:
    """The use cases of files. `asker` is the region code of a centre, or a department's `<region>.<department>`."""

    def __init__(self, cases: Cases, uploads: Uploads, refusals: Refusals, jurisdictions: Jurisdictions, clock: Clock) -> None:
        self._cases = cases
        self._uploads = uploads
        self._refusals = refusals
        self._jurisdictions = jurisdictions
        self._clock = clock

    async def open(self, asker: str, order: AttachFile) -> tuple[Upload, list[int]]:
        """Announce a file, or go on with it; with the numbers of the parts that are there. Errors: Refused, with every fault."""
        case = await self._case(asker, order.case_number)
        limit = self._jurisdictions.centre(case.centre).settings.material_limit_bytes.value
        async with self._noting(case.id, asker, "attach-open", order.filename):
            if faults := attach_faults(case, order, asker, limit):
                raise Refused(faults)
        return await self._uploads.open(asker, order)

    async def write(self, asker: str, part: AttachChunk) -> None:
        """Keep one part. Errors: Refused."""
        await self._uploads.write(asker, part)

    async def close(self, asker: str, upload_id: str, cause: Cause) -> AttachedFile:
        """The file counts with its case, if it is whole and what its name says. Errors: Refused."""
        order = await self._uploads.closing(asker, upload_id)
        async with self._noting(order.case_number, asker, "attach-close", order.filename):
            stored = await self._uploads.store(upload_id, order)
        file = AttachedFile(
            file_id=stored.file_id,
            material=order.material,
            filename=order.filename,
            size=stored.size,
            sha256=stored.sha256,
            item=order.item,
            media_type=stored.metadata["media_type"],
            by=asker if is_department(asker) else "applicant",
            at=self._clock.now().isoformat(),
        )
        case = await self._cases.change(order.case_number, cause, lambda case: attach(case, file))
        await self._uploads.settle(upload_id)
        return next(known for known in case.files if known.file_id == file.file_id)

    async def files(self, asker: str, query: FilesQuery) -> list[AttachedFile]:
        """The files that the asker may read, in the order in which they came. Errors: Refused (no such case)."""
        case = await self._case(asker, query.case_number)
        return self._readable(case, asker)

    async def read(self, asker: str, query: ReadFile) -> tuple[AttachedFile, bytes]:
        """What the file is, and the part of it. Errors: Refused (none, or none that the asker may read)."""
        case = await self._case(asker, query.case_number)
        async with self._noting(case.id, asker, "read-file", query.file_id):
            file = next((file for file in self._readable(case, asker) if file.file_id == query.file_id), None)
            if file is None:
                raise refuse("file_id", "没有这个文件", "请用 files 查看本件中可查阅的文件")
        return file, await self._uploads.read(file.file_id, query.offset, query.length) if query.length else b""

    async def share(self, number: str, fact: PapersShared, sequence: int, cause: Cause) -> None:
        """From now on the participants of a review read its papers, joint_review's `sequence`-th fact of the case says;
        replicas share the facts without order. Errors: Unknown.
        """
        if is_record_number(number, "H"):  # a topic of a meeting concerns no case, and has no papers
            return

        def decide(case: Case) -> Sequence[Event]:
            case.shared_papers = shared(case.shared_papers, fact, sequence)
            return []

        await self._cases.change(number, cause, decide)

    async def clear(self) -> int:
        """Drop uploads that nobody has finished in time; one that its case has after all stays. How many were dropped."""
        dropped = 0
        for upload in await self._uploads.abandoned():
            case = await self._cases.get(upload.announced.case_number)
            if case and upload.upload_id in {file.file_id for file in case.files}:  # a crash came between the two writes
                await self._uploads.settle(upload.upload_id)
                continue
            await self._uploads.drop(upload.upload_id)
            log.info("upload.dropped", case=upload.announced.case_number, upload=upload.upload_id)
            dropped += 1
        return dropped

    async def _case(self, asker: str, number: str) -> Case:
        case = await self._cases.get(number)
        if case is None or not concerned(case, asker):
            log.info("files.refused", asker=asker)
            raise refuse("case_number", "办件不存在", "请核对办件编号；其他中心的办件请向该中心查询")
        return case

    @asynccontextmanager
    async def _noting(self, number: str, asker: str, act: str, about: str) -> AsyncIterator[None]:
        """What is refused within is recorded with the case."""
        try:
            yield
        except Refused as refused:
            await self._refusals.note(number, asker, act, refused.faults, self._clock.now(), about)
            raise

    def _readable(self, case: Case, asker: str) -> list[AttachedFile]:
        catalogue = self._jurisdictions.catalogue(case.centre)
        restricted = {number for number in case.application.items if number in catalogue and catalogue[number].restricted}
        return [file for file in case.files if may_read(case, asker, file, restricted)]
