"""Measurements on this machine; nothing here passes or fails. `make bench`."""
