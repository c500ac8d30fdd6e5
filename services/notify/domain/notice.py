"""A notice (通知): written once, kept in the inbox, sent where an address is known, and never sent twice."""

from datetime import datetime, timedelta
from typing import Final, Literal

from pydantic import BaseModel, Field

from services.notify.domain.delivery import Delivery, Turn
from shared.contracts.notify import NoticeSent

OUTCOME_WITHIN: Final = timedelta(minutes=5)
"""A letter that was handed over and of which nothing was recorded for so long is named unknown. It must exceed what
a letter may wait for a worker (post.QUEUE_PATIENCE) plus what an attempt may take (smtp.PATIENCE)."""
RETRIES: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=25))
"""Pauses before the next attempts; when they are used up the letter has failed. A longer list holds up the later
letters of the same case, which wait so that their order is kept."""
RETURNED: Final = timedelta(minutes=1)
"""Pause after which a letter that found no free worker, or a service about to stop, is tried; it counts as no attempt."""

Outcome = Literal["recorded", "waiting", "sending", "accepted", "failed", "unknown"]


class Notice(BaseModel):
    """通知. `recorded` is inbox only; `waiting` and `sending` are on their way; the other outcomes are final."""

    id: str
    recipient: str = Field(description="applicant | agent | section_head | vice_head | supervisor")
    template: str
    reason: str = Field(description="Business reason; one notice per recipient and reason, ever")
    title: str
    text: str
    answers: str = Field(description="Id of the fact that called for it")
    written_at: str = Field(description="ISO 8601 with zone")
    address: str = Field(default="", description="E-mail address; empty: inbox only")
    outcome: Outcome = "recorded"
    due: str | None = Field(default=None, description="waiting: next attempt; sending: unknown from then on")
    token: str = Field(default="", description="Whose turn it is to send it; empty unless `sending`")
    tries: int = 0
    answer: str = Field(default="", description="What the mail server said")

    @property
    def open(self) -> bool:
        """Its outcome is not known yet."""
        return self.outcome in {"waiting", "sending"}

    def ripe(self, now: datetime) -> bool:
        """Something is to be done about it: an attempt, or naming it unknown."""
        return self.open and (self.due is None or datetime.fromisoformat(self.due) <= now)

    def hand_over(self, turn: Turn) -> None:
        """It is this turn's to send, until its outcome is recorded or the alarm goes off; in a last turn, another's."""
        if turn.closing:
            self._wait(turn.later(RETURNED))
            return
        self.outcome, self.token, self.tries = "sending", turn.token, self.tries + 1
        self.due = turn.later(OUTCOME_WITHIN).isoformat()

    def settle(self, delivery: Delivery, turn: Turn) -> None:
        """Record what became of the attempt: a final outcome, or another attempt later."""
        self.answer, self.token = delivery.answer, ""
        if delivery.verdict == "untried":
            self.tries -= 1
            self._wait(turn.later(RETURNED))
        elif delivery.verdict == "transient" and self.tries <= len(RETRIES):
            self._wait(turn.later(RETRIES[self.tries - 1]))
        else:
            self.outcome = "failed" if delivery.verdict == "transient" else delivery.verdict
            self.due = None

    def _wait(self, until: datetime) -> None:
        self.outcome, self.due = "waiting", until.isoformat()

    def sent(self) -> NoticeSent:
        """The fact to be said once the outcome is known."""
        return NoticeSent(
            notice_id=self.id,
            template=self.template,
            recipient=self.recipient,
            title=self.title,
            text=self.text,
            channel="smtp" if self.address else "inbox",
            outcome=self.outcome,
            reason=self.reason,
            answers=self.answers,
        )
