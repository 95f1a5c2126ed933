"""The network that learns: a small encoder and its heads."""

from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import BertModel

from tasks.events.model import N_GAPS
from tasks.events.traits import ROLES

HIDDEN = 96
HALF = torch.cpu._is_amx_tile_supported()
"""Learn in half precision: nine times the speed where the processor multiplies it in hardware."""


class Coder(nn.Module):
    """Encoder, types of sentences by their words, and parts, modes and status of an event."""

    def __init__(
        self,
        base: Path,
        n_traits: int,
        n_types: int,
        n_modes: int,
        n_statuses: int,
    ) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(
            base, add_pooling_layer=False, attn_implementation="eager", attention_probs_dropout_prob=0.0
        )
        width = self.encoder.config.hidden_size
        self.types = nn.Linear(width, n_types)
        self.whole = nn.Linear(width, n_types)
        nn.init.constant_(self.types.bias, -5.0)
        self.mention = nn.Linear(width, HIDDEN)
        self.event = nn.Linear(width, HIDDEN)
        self.product = nn.Linear(HIDDEN, HIDDEN)
        self.given = nn.Linear(n_traits + n_types, HIDDEN)
        self.roles = nn.Linear(HIDDEN, len(ROLES))
        self.earlier = nn.Linear(width, HIDDEN)
        self.later = nn.Linear(width, HIDDEN)
        self.likeness = nn.Linear(HIDDEN, HIDDEN)
        self.apart = nn.Linear(n_types + N_GAPS, HIDDEN)
        self.same = nn.Linear(HIDDEN, 1)
        self.modes = nn.Linear(width, n_modes)
        self.status = nn.Linear(width, n_statuses)
        self.drop = nn.Dropout(0.2)

        self.encoder.embeddings.requires_grad_(False)

    def embedded(self, ids: Any) -> Any:
        """Return the embeddings of windows, which do not learn: the same in every epoch."""
        self.encoder.eval()
        with torch.no_grad():
            return self.encoder.embeddings(ids)

    def vectors(self, embedded: Any, mask: Any, windows: Any) -> Any:
        """Return the vectors of an article's pieces, windows put together again."""
        out = self._through(embedded, (1.0 - mask[:, None, None, :].float()) * -1e9)
        return torch.cat([out[row, 1 : 1 + last - first] for row, (first, last) in enumerate(windows)])

    def through(self, ids: Any) -> Any:
        """Return the vectors (window, piece, width) of windows without padding."""
        return self._through(self.encoder.embeddings(ids), None)

    def _through(self, hidden: Any, mask: Any) -> Any:
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training and HALF):
            for layer in self.encoder.encoder.layer:
                out = layer(hidden, mask)
                hidden = out[0] if isinstance(out, tuple) else out
        return hidden.float()

    def sentence(self, vectors: Any, words: Any) -> tuple[Any, Any]:
        """Return for one sentence the score of each type, and each type's vector (type, width)."""
        pooled = torch.logsumexp(words, 0) + self.whole(self.drop(vectors.mean(0)))
        share = torch.softmax(words, 0)
        return pooled, share.T @ vectors + 0.0

    def parts(self, event: Any, mentions: Any, traits: Any, kind: Any) -> Any:
        """Return the scores (mention, role) of the mentions around an event."""
        m, e = self.mention(self.drop(mentions)), self.event(self.drop(event))
        given = self.given(torch.cat([traits, kind.expand(len(traits), -1)], 1))
        return self.roles(self.drop(torch.relu(m + e + self.product(m * e) + given)))

    def repeats(self, earlier: Any, later: Any, given: Any) -> Any:
        """Return the scores (pair) that two tellings are of one event; `given` is what `model.pair_input` makes."""
        a, b = self.earlier(self.drop(earlier)), self.later(self.drop(later))
        hidden = a + b + self.likeness(a * b) + self.apart(given)
        return self.same(self.drop(torch.relu(hidden)))[:, 0]
