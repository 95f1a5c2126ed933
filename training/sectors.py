"""The sector of a party whom no list knows: learned on the vectors of a taught network."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from tasks.events.cast import around
from tasks.events.model import Model, Scored, sector_input
from training.corpus import folded, is_named, names_of
from training.examples import told_in

STEPS, RATE, DECAY = 300, 3e-3, 0.3


def cases(
    documents: Sequence[Any], readings: Sequence[Any], model: Model, scored: Sequence[Scored]
) -> tuple[Any, list[str]]:
    """Return vectors and sectors of the parties of the labelled events, as far as they are mentioned near them."""
    rows, labels = [], []
    for document, reading, each in zip(documents, readings, scored, strict=True):
        sentences = list(reading.doc.sents)
        known = {entity["id"]: entity for entity in document["entities"]}
        for event in document["events"]:
            kind = model.types.index(event["type"])
            for number in told_in(event, document, sentences):
                for role, names in (("actor", event["actors"]), ("recipient", event["recipients"])):
                    for entity in (known[name] for name in names):
                        if entity["sector"] is None:
                            continue
                        for mention, _ in around(reading, sentences, number):
                            own = reading.entity(mention.entity_id)
                            if is_named({folded(mention.text), folded(own.name)} - {""}, names_of(entity)):
                                spot = each.pieces.at(mention.start_char, mention.end_char)
                                rows.append(sector_input(each, spot, each.event(number, kind), role, own.type))
                                labels.append(entity["sector"])
    return np.stack(rows), labels


def fit(rows: Any, labels: list[str]) -> dict[str, Any]:
    """Return the head of sectors: its weights, biases and names."""
    names = sorted(set(labels))
    torch.manual_seed(0)
    layer = nn.Linear(rows.shape[1], len(names))
    optimizer = torch.optim.AdamW(layer.parameters(), lr=RATE, weight_decay=DECAY)
    table, wanted = torch.from_numpy(rows), torch.tensor([names.index(each) for each in labels])
    for _ in range(STEPS):
        optimizer.zero_grad()
        nn.functional.cross_entropy(layer(nn.functional.dropout(table, 0.3)), wanted).backward()
        optimizer.step()
    return {
        "sectors.weight": layer.weight.detach().numpy(),
        "sectors.bias": layer.bias.detach().numpy(),
        "names.sectors": np.array(names),
    }
