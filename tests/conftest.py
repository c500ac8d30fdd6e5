"""What every ring of tests shares."""

from hypothesis import HealthCheck, settings

# No deadline per example: several runs may share one small machine, and slowness there is no fault.
settings.register_profile("daiban", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("daiban")
