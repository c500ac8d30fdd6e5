"""The numbers people bring (信用代码, 身份号码, 项目编码, 电话) and those we give (办件编号; 咨询、预约、投诉编号):
checked, completed, masked.

Every `check_…` normalises first and returns None for a good text, else one Chinese sentence that names the fault and
the remedy. What is stored is the result of the matching `normalise_…`.
"""

from shared.identifiers.case_number import (
    CaseNumber,
    CaseNumberUnreadable,
    case_number,
    check_case_number,
    is_case_number,
    normalise_case_number,
    parse_case_number,
)
from shared.identifiers.id_number import (
    check_id_number,
    complete_id_number,
    is_id_number,
    mask_id_number,
    normalise_id_number,
)
from shared.identifiers.project_code import (
    check_project_code,
    complete_project_code,
    is_project_code,
    normalise_project_code,
)
from shared.identifiers.record_number import (
    RecordNumber,
    RecordNumberUnreadable,
    check_record_number,
    is_record_number,
    normalise_record_number,
    parse_record_number,
    record_number,
)
from shared.identifiers.telephone import check_telephone, is_telephone, mask_telephone, normalise_telephone
from shared.identifiers.uscc import check_uscc, complete_uscc, is_uscc, normalise_uscc

__all__ = [
    "CaseNumber",
    "CaseNumberUnreadable",
    "RecordNumber",
    "RecordNumberUnreadable",
    "case_number",
    "check_case_number",
    "check_id_number",
    "check_project_code",
    "check_record_number",
    "check_telephone",
    "check_uscc",
    "complete_id_number",
    "complete_project_code",
    "complete_uscc",
    "is_case_number",
    "is_id_number",
    "is_project_code",
    "is_record_number",
    "is_telephone",
    "is_uscc",
    "mask_id_number",
    "mask_telephone",
    "normalise_case_number",
    "normalise_id_number",
    "normalise_project_code",
    "normalise_record_number",
    "normalise_telephone",
    "normalise_uscc",
    "parse_case_number",
    "parse_record_number",
    "record_number",
]
