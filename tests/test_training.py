"""`make model` on a few documents: every step runs, and what it writes codes an article."""

import pytest

from bench.shared import documents, path_of
from tasks import entities, events
from tasks.events import model
from tests.conftest import article

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


def test_a_model_learned_from_a_few_documents_codes_an_article(pipeline, tmp_path):
    pytest.importorskip("torch", reason="needs the `train` extra")
    if not path_of("train").exists():
        pytest.skip("needs the reference data beside the checkout")
    from training import corpus
    from training.__main__ import MEASURES, make

    ours = corpus.labelled(reference=False)
    few = [*documents("train")[:12], *ours[:12], *(each for each in ours if each["id"] in corpus.founding())]
    results = make(few, tmp_path, tmp_path / "names.csv", folds=2, epochs=1)
    assert set(results) == {"patterns", "together"}
    assert set(MEASURES) <= set(results["together"])
    written = {path.name for path in tmp_path.iterdir()}
    shipped = {path.name for path in model.FOLDER.iterdir()} - {"README.md"}
    assert written == shipped
    readings = entities.find(
        [article("Rebels attacked a post near Goma on Tuesday and killed four soldiers.")], pipeline
    )
    (coding,) = events.code(readings, model.load(tmp_path))
    assert coding.status in ("coded", "no_events")
