"""Learning: documents through the network, epoch by epoch."""

import math
import random
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as bce
from torch.nn.functional import cross_entropy, one_hot
from torch.nn.utils.rnn import pad_sequence

from tasks.events.model import pair_input
from tasks.events.windows import framed
from training.examples import Document
from training.net import Coder

AT_ONCE = 1
RATES = (5e-5, 1e-3)
"""Steps of the encoder and of the heads at their largest."""
LAST_RATES = (2e-5, 3e-4)
"""The same in the short epoch at the end."""
RARE = 2.0  # weight of a told event against an untold one: most sentences tell none


def fit(
    net: Coder,
    documents: Sequence[Document],
    *,
    epochs: int,
    seed: int,
    rates: tuple[float, float] = RATES,
    tell: Any = None,
) -> None:
    """Teach the network the documents."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    encoder = [p for p in net.encoder.parameters() if p.requires_grad]
    ids = {id(p) for p in encoder}
    heads = [p for p in net.parameters() if p.requires_grad and id(p) not in ids]
    optimizer = torch.optim.AdamW(
        [
            {"params": encoder, "lr": rates[0], "weight_decay": 0.01},
            {"params": heads, "lr": rates[1], "weight_decay": 0.01},
        ],
        fused=True,
    )
    steps = math.ceil(len(documents) / AT_ONCE) * epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1.0, (s + 1) / (0.1 * steps)) * (1 - s / steps)
    )
    embedded = {document.name: _embedded(net, document) for document in documents}
    net.train()
    for epoch in range(epochs):
        order = rng.sample(list(documents), len(documents))
        order = [
            each for at, each in enumerate(order) if each.examples or (at + epoch) % 2
        ]  # half the empty ones a time
        total = 0.0
        for at in range(0, len(order), AT_ONCE):
            group = order[at : at + AT_ONCE]
            for document in group:
                loss = cost(net, document, embedded[document.name]) / len(group)
                loss.backward()
                total += loss.item()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
        if tell:
            tell(f"epoch {epoch + 1}: loss {total:.2f}")


def _embedded(net: Coder, document: Document) -> tuple[Any, Any]:
    made = document.pieces
    windows = [torch.from_numpy(framed(made.ids[first:last])[0]) for first, last in made.windows]
    mask = pad_sequence([torch.ones_like(each) for each in windows], batch_first=True)
    return net.embedded(pad_sequence(windows, batch_first=True)), mask


def cost(net: Coder, document: Document, embedded: tuple[Any, Any]) -> Any:
    """Return the loss of one document."""
    vectors = net.vectors(*embedded, document.pieces.windows)
    words = net.types(net.drop(vectors))
    numbers = document.pieces.sentences
    bounds = [np.flatnonzero(numbers == n) for n in range(len(document.types))]
    scores, by_type = [], {}
    weight = torch.full((net.types.out_features,), RARE)
    for n, inside in enumerate(bounds):
        if len(inside):
            pooled, each = net.sentence(vectors[inside[0] : inside[-1] + 1], words[inside[0] : inside[-1] + 1])
            wanted = torch.from_numpy(document.types[n])
            scores.append(bce(pooled, wanted, reduction="sum", pos_weight=weight))
            by_type[n] = each
    loss = torch.stack(scores).sum() / 4
    loss = loss + 0.3 * _trigger_cost(words, document, bounds)
    for example in document.examples:
        if example.sentence in by_type:
            loss = loss + _event_cost(net, vectors, by_type[example.sentence][example.type], example)
    return loss + _repeat_cost(net, by_type, document)


def _trigger_cost(words: Any, document: Document, bounds: list[Any]) -> Any:
    """Return the cost of looking elsewhere than at the trigger words."""
    cost_ = torch.zeros(())
    for spot, kind in document.triggers:
        n = int(document.pieces.sentences[spot.start]) if spot.start < len(document.pieces.sentences) else -1
        if n >= 0 and len(bounds[n]):
            inside = words[bounds[n][0] : bounds[n][-1] + 1, kind]
            first, last = spot.start - bounds[n][0], spot.stop - bounds[n][0]
            cost_ = cost_ + torch.logsumexp(inside, 0) - torch.logsumexp(inside[first : max(last, first + 1)], 0)
    return cost_


def _repeat_cost(net: Coder, by_type: Mapping[int, Any], document: Document) -> Any:
    """Return the cost of taking two tellings for one event, or one event's for two."""
    told = sorted((e for e in document.examples if e.sentence in by_type), key=lambda e: e.sentence)
    pairs = [(a, b) for a, b in combinations(told, 2) if a.type == b.type and a.sentence < b.sentence]
    if not pairs:
        return torch.zeros(())
    earlier, later = (torch.stack([by_type[e.sentence][e.type] for e in each]) for each in zip(*pairs, strict=True))
    given = np.stack([pair_input(b.sentence - a.sentence, a.type, net.types.out_features) for a, b in pairs])
    wanted = torch.tensor([float(a.event == b.event) for a, b in pairs])
    least = min(0.25, 5 / len(pairs))  # a long war report has hundreds of pairs
    return bce(net.repeats(earlier, later, torch.from_numpy(given)), wanted, reduction="sum") * least


def _event_cost(net: Coder, vectors: Any, event: Any, example: Any) -> Any:
    loss = torch.zeros(())
    if len(example.mentions):
        mentions = torch.stack([vectors[each].mean(0) for each in example.mentions])
        kind = one_hot(torch.tensor(example.type), net.types.out_features).float()
        scores = net.parts(event, mentions, torch.from_numpy(example.traits), kind)
        loss = loss + bce(scores, torch.from_numpy(example.roles), reduction="sum") / 4
    if example.modes:
        wanted = torch.zeros(net.modes.out_features)
        wanted[list(example.modes)] = 1 / len(example.modes)
        loss = loss + 0.3 * cross_entropy(net.modes(net.drop(event))[None], wanted[None])
    return loss + 0.3 * cross_entropy(net.status(net.drop(event))[None], torch.tensor([example.status]))
