"""The bus: subjects, streams, envelopes, alarms, and the discipline around every handler."""

from shared.bus.connection import Bus, BusAway, connect
from shared.bus.envelope import Cause, Outgoing, Received, Unreadable, asked
from shared.bus.subjects import Subject

__all__ = ["Bus", "BusAway", "Cause", "Outgoing", "Received", "Subject", "Unreadable", "asked", "connect"]
