"""会商材料: files of a case that departments read because they take part in a joint review, and for no other reason."""

from collections.abc import Mapping

from pydantic import BaseModel, Field

from shared.contracts.joint_review import PapersShared


class SharedPapers(BaseModel):
    """What the participants of one review may read; nobody any more once it is closed."""

    readers: tuple[str, ...] = Field(description="<region>.<department> each")
    file_ids: tuple[str, ...]
    sequence: int = Field(description="Number of the fact that says so among joint_review's facts of the case")


def shared(known: Mapping[str, SharedPapers], fact: PapersShared, sequence: int) -> dict[str, SharedPapers]:
    """By review, what is shared once this is said. Replicas hear without order: what was said before what is on file
    changes nothing, so a review that was closed stays closed.
    """
    latest = known.get(fact.review_id)
    if latest is not None and latest.sequence >= sequence:
        return dict(known)
    now = SharedPapers(readers=fact.readers, file_ids=fact.file_ids if fact.readers else (), sequence=sequence)
    return {**known, fact.review_id: now}
