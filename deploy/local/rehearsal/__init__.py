"""Rehearsals: application files run to their end on a stack of their own, with the accelerated clock."""

from deploy.local.rehearsal.application_file import ApplicationFile, application_of, read_application, read_form
from deploy.local.rehearsal.check import FilesRefused
from deploy.local.rehearsal.findings import Findings
from deploy.local.rehearsal.report import CaseReport
from deploy.local.rehearsal.run import Outcome, rehearse
from deploy.local.rehearsal.scene import PACE, Terms
from deploy.local.rehearsal.watch import Silent, Watch

__all__ = [
    "PACE",
    "ApplicationFile",
    "CaseReport",
    "FilesRefused",
    "Findings",
    "Outcome",
    "Silent",
    "Terms",
    "Watch",
    "application_of",
    "read_application",
    "read_form",
    "rehearse",
]
