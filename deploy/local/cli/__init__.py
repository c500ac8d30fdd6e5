"""`daiban`: the system at a prompt, for people (Chinese) and, with --json, for programs."""

from deploy.local.cli.app import main

__all__ = ["main"]
