"""`python -m bench.events`: the coder against labelled documents, with its largest classes of error and its cost."""

import json
import sys
import time
from collections import Counter
from typing import Any

from bench.shared import documents, path_of, present, rounded, scorer, tell
from tasks import entities, events, interchange, nlp

MEASURES = ("detect_p", "detect_r", "detect_f1", "spot_f1", "main_recall", "who_f1", "dyad_f1", "date_acc", "place_acc",
            "toll_f1", "claim_acc", "entity_f1")  # fmt: skip
TARGETS = {"detect_f1": 0.60, "main_recall": 0.75, "who_f1": 0.45, "dyad_f1": 0.35, "date_acc": 0.80, "place_acc": 0.80,
           "toll_f1": 0.75, "claim_acc": 0.60, "entity_f1": 0.85}  # fmt: skip

WARM = 10


def main() -> None:
    """Measure and tell; `--errors N` prints N errors of the dev set too."""
    if not present():
        return
    pipeline = nlp.load()
    gsr = [json.loads(line) for line in path_of("bench", "plover_gsr.jsonl").read_text(encoding="utf-8").splitlines()]
    dev, errors, cost = _scored(documents("bench/dev"), pipeline)
    train, _, _ = _scored(documents("train"), pipeline)
    single, _, _ = _scored(gsr, pipeline)
    lines = [
        (name, rounded(dev[name]), rounded(train[name]), rounded(single[name]), TARGETS.get(name)) for name in MEASURES
    ]
    kinds = Counter(" ".join(error.split()[:1] + error.split()[2:3]) for error in errors)
    figures = {"dev": dev, "train": train, "plover_gsr": single, "coder": events.CODER_VERSION, "cost": cost,
               "largest_error_classes": dict(kinds.most_common(10))}  # fmt: skip
    tell("events", figures, lines, ("measure", "dev", "train", "plover_gsr", "target on dev"))
    for name, count in kinds.most_common(10):
        print(f"{count:5} {name}")
    print(cost)
    if "--errors" in sys.argv:
        print("\n".join(errors[: int(sys.argv[sys.argv.index("--errors") + 1])]))


def _scored(gold: list[dict[str, Any]], pipeline: Any) -> tuple[dict[str, Any], list[str], dict[str, float]]:
    articles = [interchange.article(document) for document in gold]
    events.code(entities.find(articles[:WARM], pipeline))  # word lists, gazetteer and model are read once
    start = time.process_time()
    for _ in pipeline.pipe([article.text for article in articles]):
        pass
    parsed = time.process_time()
    readings = entities.find(articles, pipeline)
    found = time.process_time()
    codings = events.code(readings)
    coded = time.process_time()
    rows = {row["id"]: row for row in map(interchange.row, readings, codings)}
    result, errors = scorer("score_events").score(gold, json.loads(json.dumps(rows)))
    spacy = parsed - start
    words = sum(len(article.text.split()) for article in articles)
    cost = {
        "spacy_s": round(spacy, 2),
        "entities_over_spacy": round((found - parsed - spacy) / spacy, 3),
        "events_over_spacy": round((coded - found) / spacy, 3),
        "articles_of_570_words_per_cpu_s": round(words / 570 / (coded - parsed), 2),
    }
    return result, errors, cost


if __name__ == "__main__":
    main()
