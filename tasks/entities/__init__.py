"""Entities: the people, bodies, places and groups that an article names, once each, with all their mentions."""

from tasks.entities.find import find
from tasks.entities.reading import Reading

__all__ = ["Reading", "find"]
