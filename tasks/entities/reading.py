"""An article as the later stages see it: parsed, with its entities and where each is mentioned."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from tasks.records import Article, Entity, Mention, Reject


@dataclass(frozen=True, slots=True)
class Reading:
    """A parsed article. `doc` is None for an article that is not coded; `rejects` then says why.

    `mentions` are in text order and do not overlap; `within` are the names that lie in them or in somebody's office,
    of which nothing is told by themselves: the EU in "EU members", the Foreign Office in "Foreign Office minister".
    """

    article: Article
    doc: Doc | None
    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    rejects: tuple[Reject, ...] = ()
    offices: tuple[tuple[int, int, Mention], ...] = ()
    """Where an office leads up to a name: (start, end, the person's mention). The parser often hangs a clause on it."""
    within: tuple[Mention, ...] = ()

    def entity(self, entity_id: str) -> Entity:
        """Return the entity of that id."""
        return next(entity for entity in self.entities if entity.entity_id == entity_id)

    def mention_at(self, token: Token) -> Mention | None:
        """Return the mention that the token is part of, or the person whose office it is part of; else None."""
        start = token.idx
        inside = next((m for m in self.mentions if m.start_char <= start < m.end_char), None)
        return inside or next((m for a, b, m in self.offices if a <= start < b), None)

    def mentions_in(self, span: Span | tuple[int, int]) -> Sequence[Mention]:
        """Return the mentions that lie in a span or in (start, end) character offsets, in order."""
        start, end = (span.start_char, span.end_char) if isinstance(span, Span) else span
        return [m for m in self.mentions if start <= m.start_char and m.end_char <= end]
