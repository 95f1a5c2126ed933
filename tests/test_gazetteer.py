"""The table of places, made when it is first asked for."""

import time
from concurrent.futures import ThreadPoolExecutor

from tasks import gazetteer


def test_of_several_that_want_the_table_at_once_one_makes_it(tmp_path, monkeypatch):
    path, made = tmp_path / "cache" / "places.sqlite", []

    def make(where):
        made.append(where)
        time.sleep(0.2)
        where.write_text("whole")

    monkeypatch.setattr(gazetteer, "make", make)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: (gazetteer.ensure(path), path.read_text())[1], range(4)))
    assert found == ["whole"] * 4
    assert made == [path]
