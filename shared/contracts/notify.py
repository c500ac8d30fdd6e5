"""What notify says and what it can be asked."""

from pydantic import Field

from shared.contracts.base import Event, Strict


class NoticeSent(Event, owner="notify"):
    """A notice was written into the recipient's inbox and, where an address is known, sent."""

    notice_id: str = Field(description="Id of the notice")
    template: str = Field(description="Template it was written from")
    recipient: str = Field(description="applicant | agent | section_head | vice_head | supervisor")
    title: str = Field(description="Subject line")
    text: str = Field(description="As the recipient reads it; nothing of restricted items")
    channel: str = Field(description="inbox | smtp")
    outcome: str = Field(description="recorded | accepted | failed | unknown: what the channel said")
    reason: str = Field(description="Business reason: one notice per reason")
    answers: str = Field(description="Id of the event that called for it")


class InboxQuery(Strict):
    """svc.<centre>.notify.inbox"""

    case_number: str = Field(description="办件编号")
    recipient: str | None = Field(default=None, description="Only this recipient's notices")
