"""`python -m services.routing`"""

from services.routing.app import wire
from shared.service import run

run("routing", wire)
