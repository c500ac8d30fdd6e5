"""`python -m services.archive`"""

from services.archive.app import wire
from shared.service import run

run("archive", wire)
