"""Events: who did what to whom, when, where, how many were hurt, and who says so."""

from tasks.events.code import CODER_VERSION, code

__all__ = ["CODER_VERSION", "code"]
