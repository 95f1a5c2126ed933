"""What an article names: each thing once, with its whole name, and nothing that is none."""

import pytest

from tasks import entities, events, interchange
from tests.conftest import article

NAMED = [
    ("a body with its province", "The bill passed the Maryland General Assembly on Monday.", "ORG", "Maryland General Assembly"),
    ("a body with its country", "Talks resumed at the Supreme Court of the United Kingdom.", "ORG", "Supreme Court of the United Kingdom"),
    ("a known body with its country", "He wrote to the U.S. Securities and Exchange Commission.", "ORG", "U.S. Securities and Exchange Commission"),
    ("a body in a comma", "She teaches at the University of California, San Diego.", "ORG", "University of California, San Diego"),
    ("a regime after its ruler", "The minister met envoys of the Assad regime in Geneva.", "ORG", "Assad regime"),
    ("a government of a country", "The government of Iraq denied the report.", "ORG", "government of Iraq"),
    ("a pope", "Pope Francis condemned the attack.", "PERSON", "Pope Francis"),
    ("a senator of a state", "On Friday United States Senator from Vermont Bernie Sanders endorsed him.", "PERSON", "Bernie Sanders"),
    ("a town at a sentence's beginning", "Near Palmyra, one strike destroyed a truck.", "PLACE", "Palmyra"),
    ("a pass", "Gunmen opened fire on a border post at the Almaz pass and wounded two guards.", "PLACE", "Almaz"),
    ("gunmen", "Gunmen killed three aid workers near Kandahar.", "GROUP", "Gunmen"),
    ("a number of the unnamed", "The shelling killed 71 servicemen.", "GROUP", "71 servicemen"),
]  # fmt: skip
NO_NAMES = [
    ("a kind of bomb", "The strikes destroyed a VBIED and an ISIL tunnel near Mosul.", "VBIED"),
    ("a storm", "Tropical Storm Vera reached the coast of Honduras, forecasters said.", "Vera"),
    ("a treaty", "The Open Skies Agreement expired on Friday, Moscow said.", "Open Skies Agreement"),
    ("a film", "The film Pillow Fight was shown in Toronto.", "Pillow Fight"),
]
ONCE = [
    ("ministries", "The Azerbaijani Ministry of Defense said two died. The Defense Ministry of Azerbaijan blamed Armenia.", "efense"),
    ("governments", "The Iraqi government refused. Later the government of Iraq agreed to talks.", "overnment"),
]  # fmt: skip


@pytest.fixture(scope="module")
def readings(pipeline):
    texts = [text for _, text, *_ in (*NAMED, *NO_NAMES, *ONCE)]
    return dict(zip(texts, entities.find([article(text) for text in texts], pipeline), strict=True))


@pytest.mark.parametrize(("text", "kind", "name"), [case[1:] for case in NAMED], ids=[case[0] for case in NAMED])
def test_a_name_is_whole_and_of_its_kind(readings, text, kind, name):
    assert name in {each.name for each in readings[text].entities if each.type == kind}


@pytest.mark.parametrize(("text", "name"), [case[1:] for case in NO_NAMES], ids=[case[0] for case in NO_NAMES])
def test_what_is_nobody_and_nowhere_is_no_entity(readings, text, name):
    assert [each for each in readings[text].entities if name in each.name] == []


def test_a_body_that_acts_but_is_not_named_is_told_as_a_group(pipeline):
    reading = entities.find([article("Soldiers arrived. At noon the police arrested four men in Leeds.")], pipeline)[0]
    told = interchange.row(reading, events.code([reading])[0])["entities"]
    assert {each["name"]: each["type"] for each in told}["British police"] == "GROUP"


@pytest.mark.parametrize(("text", "word"), [case[1:] for case in ONCE], ids=[case[0] for case in ONCE])
def test_two_writings_are_one_body(readings, text, word):
    found = [each for each in readings[text].entities if word in each.name and each.type == "ORG"]
    assert len(found) == 1, found
