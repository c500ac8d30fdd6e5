"""`python -m services.joint_review`"""

from services.joint_review.app import wire
from shared.service import run

run("joint_review", wire)
