"""`python -m services.intake`"""

from services.intake.app import wire
from shared.service import run

run("intake", wire)
