"""`python -m services.notify`"""

from services.notify.app import wire
from shared.service import run

run("notify", wire)
