"""Events: who did what to whom, when, where, how many were hurt, and who says so."""

from tasks.events.code import code
from tasks.records import CODER_VERSION

__all__ = ["CODER_VERSION", "code"]
