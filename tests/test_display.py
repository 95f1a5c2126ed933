"""What a person sees in a terminal of 80 columns: no word and no address broken where there is another way."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from rich.console import Console

from tasks import display

ADDRESS = "https://www.example.org/a/feed/whose/address/is/longer/than/any/column/that/a/table/gives/rss.xml"


def shown(print_, *given, width=80, **named):
    console = Console(file=io.StringIO(), width=width)
    print_(console, *given, **named)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [40, 80, 120])
def test_an_address_in_an_answer_stays_whole(width):
    told = shown(
        display.answer, ["title", "url"], [["A title of some words", ADDRESS[:width]]], width=width, is_cut=False
    )
    assert ADDRESS[:width] in told


def test_an_answer_is_a_table_where_no_word_has_to_be_broken_and_a_list_otherwise():
    columns = ["happened", "type", "recipients", "event_date", "claimed_by", "sentence"]
    rows = [["2025-01", "ASSAULT", "Democratic Republic of Congo", "2025-01-01", "the government", "They took it."]]
    for width, header in ((120, True), (40, False)):
        told = shown(display.answer, columns, rows, width=width, is_cut=False)
        assert all(word in told for word in (*columns, "Democratic", "government", "2025-01-01"))
        assert (sum(name in told.splitlines()[1] for name in columns) == len(columns)) is header


@pytest.mark.parametrize("width", [200, 40], ids=["a table", "too wide for one"])
def test_an_answer_without_rows_names_its_columns(width):
    columns = [f"column_{number}" for number in range(9)]
    told = shown(display.answer, columns, [], width=width, is_cut=False)
    assert all(name in told for name in columns) and "0 rows" in told


def test_no_column_is_lost_in_json_where_two_have_one_name():
    assert display.as_json(["a", "b", "a", "a"], [[1, 2, 3, 4]]) == '[{"a": 1, "b": 2, "a_1": 3, "a_2": 4}]\n'


def test_rows_with_addresses_are_aligned_and_each_address_is_whole():
    told = shown(
        display.addressed, [("a.org", "GBR", "The first", ADDRESS), ("bb.example.org", None, "The second", "b")]
    )
    first, address, second, _ = told.splitlines()
    assert address == f"  {ADDRESS}"
    assert first.index("The first") == second.index("The second")


def test_the_place_of_an_event_is_told_from_its_parties():
    assert display.headline("2025-01", "ASSAULT", ["rebels"], ["the army"], "Goma").plain.endswith(
        "rebels → the army, in Goma"
    )


@pytest.mark.parametrize(
    ("value", "json_", "cell"),
    [
        (Decimal("1.50"), "1.5", "1.50"),
        (Decimal(2), "2", "2"),
        (0.1 + 0.2, "0.30000000000000004", "0.3"),
        (12345678.25, "12345678.25", "12345678.25"),
        (-1234567.0, "-1234567.0", "-1234567"),
        (float("nan"), "null", "nan"),
        (float("-inf"), "null", "-inf"),
        (timedelta(days=3), '"3 days, 0:00:00"', "3 days, 0:00:00"),
    ],
    ids=str,
)
def test_numbers_are_numbers_in_json_and_are_shown_so_that_they_can_be_read(value, json_, cell):
    assert display.as_json(["n"], [[value]]) == f'[{{"n": {json_}}}]\n'
    assert display.cell(value) == cell
