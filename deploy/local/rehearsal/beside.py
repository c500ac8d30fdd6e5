"""What goes on beside the course of the cases in a rehearsal: meetings over many of them, and what departments do in reviews."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from deploy.local.client import Client, connected
from deploy.local.rehearsal.applicant import Applicant
from deploy.local.rehearsal.gathering import Gathering
from deploy.local.rehearsal.review_acts import ReviewActs
from deploy.local.rehearsal.scene import Scene
from deploy.local.rehearsal.script import DepartmentPlay
from deploy.local.rehearsal.watch import Watch
from shared.bus.permissions import department_user
from shared.errors import Refused
from shared.settings import Settings

LAST = 15.0  # seconds that a meeting may take to its end once all its cases are closed

Groups = Mapping[str, Sequence[str]]
"""Names of the cases that one file makes, by name of the file."""


class Beside:
    """Meetings and acts of one rehearsal; `look` is how often they look, in seconds."""

    def __init__(self, applicants: Mapping[str, Applicant], watch: Watch, scene: Scene, look: float) -> None:
        self.meetings: list[Gathering] = []
        self._applicants, self._watch, self._scene, self._look = applicants, watch, scene, look

    @asynccontextmanager
    async def going_on(
        self, groups: Groups, clients: Mapping[str, Client], settings_for: Callable[[str], Settings]
    ) -> AsyncIterator[None]:
        """Everything goes on meanwhile; afterwards meetings come to their end, and what was never done is noted."""
        async with AsyncExitStack() as lines, asyncio.TaskGroup() as work:
            meetings = [work.create_task(self._hold(*called)) for called in self._called(groups, clients)]
            acts = []
            for applicant, address, part in self._acting():
                client = await lines.enter_async_context(connected(settings_for(department_user(*address.split(".")))))
                deed = ReviewActs(client, address, part.review_acts, self._watch, self._scene)
                acts.append(work.create_task(self._act(applicant, deed)))
            yield
            if meetings:
                await asyncio.wait(meetings, timeout=LAST)
            for task in (*meetings, *acts):
                task.cancel()

    def _called(self, groups: Groups, clients: Mapping[str, Client]) -> Iterable[tuple[str, Gathering, list[Applicant]]]:
        for name, copies in groups.items():
            file = self._applicants[copies[0]].file
            if file.meeting:
                meeting = Gathering(clients[file.centre], file.centre, file.meeting, self._watch, self._scene)
                self.meetings.append(meeting)
                yield name, meeting, [self._applicants[copy] for copy in copies]

    def _acting(self) -> Iterable[tuple[Applicant, str, DepartmentPlay]]:
        for applicant in self._applicants.values():
            for address, part in applicant.file.departments.items():
                if part.review_acts:
                    yield applicant, address, part

    async def _hold(self, name: str, meeting: Gathering, cases: Sequence[Applicant]) -> None:
        try:
            for applicant in cases:
                await applicant.routed.wait()
            await meeting.hold(tuple(applicant.case for applicant in cases), self._look)
        except Refused as refused:
            self._scene.trouble(meeting.meeting or name, f"会议：{refused}")
        except asyncio.CancelledError:
            self._scene.trouble(meeting.meeting or name, "会议没有开完：办件都已结束，会议仍未结束")
            raise

    async def _act(self, applicant: Applicant, acts: ReviewActs) -> None:
        try:
            await applicant.numbered.wait()
            await acts.play(applicant.case, self._look)
        finally:
            acts.missed(applicant.case)
