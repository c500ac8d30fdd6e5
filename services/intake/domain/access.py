"""Who may read which file of a case. Who may not is not told that there is one (confidentiality, seed 002)."""

from collections.abc import Collection

from services.intake.domain.case import Case
from services.intake.domain.sharing import SharedPapers
from services.intake.domain.states import CaseState
from shared.contracts.intake import AttachedFile


def concerned(case: Case, address: str) -> bool:
    """Does this centre, or department (`<region>.<department>`), have anything to do with the case, if only in a review?"""
    return address == case.centre or bool(_items(case, address) or _reviews(case, address))


def may_read(case: Case, address: str, file: AttachedFile, restricted: Collection[int] = ()) -> bool:
    """The owning centre reads everything. A department, and another centre that holds an item, read the files of their own
    items and those that name no item, and a participant of a joint review its papers, until the case is closed; a file
    of a `restricted` item only its department does, whatever else it or others take part in.
    """
    if address == case.centre:
        return True
    items = _items(case, address)
    if file.item not in restricted and any(file.file_id in papers.file_ids for papers in _reviews(case, address)):
        return True
    if file.item is None:
        return bool(items)
    return str(file.item) in items and (is_department(address) or file.item not in restricted)


def takes_part_only(case: Case, address: str) -> bool:
    """It reads the papers of a joint review, and has no item of the case."""
    return bool(_reviews(case, address)) and not _items(case, address)


def is_department(address: str) -> bool:
    """`<region>.<department>`; a centre is its region alone."""
    return "." in address


def _items(case: Case, address: str) -> Collection[str]:
    """The items of the case that the address has, or has decided; nothing once the case is closed."""
    if case.state is CaseState.CLOSED:
        return ()
    having = case.departments if is_department(address) else case.holders
    return {item for item, has in having.items() if has == address}


def _reviews(case: Case, address: str) -> list[SharedPapers]:
    """What the joint reviews in which the address takes part share with it; nothing once the case is closed."""
    if case.state is CaseState.CLOSED:
        return []
    return [papers for papers in case.shared_papers.values() if address in papers.readers]
