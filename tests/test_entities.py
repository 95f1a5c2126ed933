"""What an article names: each thing once, with its whole name, and nothing that is none."""

import pytest

from tasks import entities, events, interchange
from tasks.entities.compose import composed
from tasks.entities.spans import Found
from tests.conftest import article

NAMED = [
    ("a body with its province", "The bill passed the Maryland General Assembly on Monday.", "ORG", "Maryland General Assembly"),
    ("a body with its country", "Talks resumed at the Supreme Court of the United Kingdom.", "ORG", "Supreme Court of the United Kingdom"),
    ("a known body with its country", "He wrote to the U.S. Securities and Exchange Commission.", "ORG", "U.S. Securities and Exchange Commission"),
    ("a body in a comma", "She teaches at the University of California, San Diego.", "ORG", "University of California, San Diego"),
    ("a regime after its ruler", "The minister met envoys of the Assad regime in Geneva.", "ORG", "Assad regime"),
    ("a government of a country", "The government of Iraq denied the report.", "ORG", "government of Iraq"),
    ("a ministry of two things", "The Kenyan Ministry of Culture and Heritage reopened it.", "ORG", "Kenyan Ministry of Culture and Heritage"),
    ("a committee on something", "He sat on the Select Committee on Fisheries in 2019.", "ORG", "Select Committee on Fisheries"),
    ("a numbered body", "Airmen of the 403rd Supply Wing returned on Friday.", "ORG", "403rd Supply Wing"),
    ("a branch", "The storm cut the power, according to CNN Philippines.", "ORG", "CNN Philippines"),
    ("a body in an office", "Home Office Minister Ann Poole condemned the attack.", "ORG", "Home Office"),
    ("a party in what its people are called", "Voters elected two Labour Party candidates in Leeds.", "ORG", "Labour Party"),
    ("a side of a country", "Rebels seized two towns in Northern Iraq on Monday.", "PLACE", "Northern Iraq"),
    ("a dateline", "KHARTOUM, April 24 (Meridian Wire) - Sudan's army agreed to a truce.", "PLACE", "Khartoum"),
    ("a capital in its district", "They met in Washington, D.C. on Tuesday.", "PLACE", "Washington, D.C."),
    ("a place that begins with a people", "Police arrested twelve men in Tamil Nadu on Friday.", "PLACE", "Tamil Nadu"),
    ("a village nobody knows", "Soldiers burned the village of Qorzavandi on Monday.", "PLACE", "Qorzavandi"),
    ("a queen", "The advice was given to Queen Margaret II in August.", "PERSON", "Queen Margaret II"),
    ("a house in a street", "The shooting happened at 412 Alder Avenue in Pittsburgh.", "PLACE", "412 Alder Avenue"),
    ("a member of a house", "He met House of Representatives member Ann Poole in Ohio.", "ORG", "House of Representatives"),
    ("a pope", "Pope Francis condemned the attack.", "PERSON", "Pope Francis"),
    ("a senator of a state", "On Friday United States Senator from Vermont Bernie Sanders endorsed him.", "PERSON", "Bernie Sanders"),
    ("a town at a sentence's beginning", "Near Palmyra, one strike destroyed a truck.", "PLACE", "Palmyra"),
    ("a pass", "Gunmen opened fire on a border post at the Almaz pass and wounded two guards.", "PLACE", "Almaz"),
    ("gunmen", "Gunmen killed three aid workers near Kandahar.", "GROUP", "Gunmen"),
    ("a number of a people", "A strike in Khan Younis killed at least seven Palestinians.", "GROUP", "at least seven Palestinians"),
    ("an amount of the unnamed", "Hundreds of people gathered in Nairobi on Monday.", "GROUP", "Hundreds of people"),
    ("a first surname of two", "Ricardo Ortega Nevares resigned. Ortega had denied it.", "PERSON", "Ricardo Ortega Nevares"),
    ("a number of the unnamed", "The shelling killed 71 servicemen.", "GROUP", "71 servicemen"),
]  # fmt: skip
NO_NAMES = [
    ("a kind of bomb", "The strikes destroyed a VBIED and an ISIL tunnel near Mosul.", "VBIED"),
    ("a storm", "Tropical Storm Vera reached the coast of Honduras, forecasters said.", "Vera"),
    ("a treaty", "The Open Skies Agreement expired on Friday, Moscow said.", "Open Skies Agreement"),
    ("a film", "The film Pillow Fight was shown in Toronto.", "Pillow Fight"),
]
PEOPLE = [
    ("an office before a comma", "Kenya sent troops to Somalia. The Somali minister of industry, Abdi Warsame, protested.", "Abdi Warsame", "SOM", "GOV"),
    ("a country before an office", "Turkey and Iraq met. US Under-Secretary of Defense Ann Poole called Turkey and Turkish officers.", "Ann Poole", "USA", "GOV"),
    ("a party led", "Voters in Greece go to the polls. Aleka Nikolaou, who leads the Communist Party, accused the police.", "Aleka Nikolaou", "GRC", "PTY"),
    ("a body behind of", "In Juba, Mariam Diallo of UNICEF thanked the soldiers.", "Mariam Diallo", "UNO", None),
    ("a country behind of", "Ministers met in Honduras. Otoniel Xicay, of Guatemala, signed.", "Otoniel Xicay", "GTM", "CVL"),
    ("an office given up", "In London, Michael Farron resigned as defence secretary on Friday.", "Michael Farron", "GBR", "GOV"),
    ("a former office", "Peru mourned. Luis Quispe, formerly the governor of Cusco, was arrested.", "Luis Quispe", "PER", "ELI"),
    ("a member with an acronym", "Australia voted. Member of parliament (MP) Kevin Dunn opposed the bill.", "Kevin Dunn", "AUS", "LEG"),
    ("a colleague of another country", "Greece protested. His Turkish counterpart, Mehmet Inan, warned Greece.", "Mehmet Inan", "TUR", None),
    ("an office owned by a country", "China answered on Friday. Lin Guohua, its commerce minister, demanded talks.", "Lin Guohua", "CHN", "GOV"),
    ("a courtesy behind an office", "She met the Minister of Foreign Affairs of Iraq, HE Dr Ibrahim Rashid, in Canberra.", "Ibrahim Rashid", "IRQ", "GOV"),
    ("an office at the head of a sentence", "A member of the Tunisian Parliament, Samir Dilou said the law was bad.", "Samir Dilou", "TUN", "LEG"),
    ("an envoy of the United Nations", "United Nations envoy Carla Jimenez urged both sides to talk.", "Carla Jimenez", "UNO", None),
    ("a lawmaker", "United States Representative Dana Whitlock voted against the bill.", "Dana Whitlock", "USA", "LEG"),
    ("an age between", "Kenyan police met Juma Bakari, 29, a teacher at a school in Likoni.", "Juma Bakari", "KEN", "EDU"),
]  # fmt: skip
WHOLE = [
    ("a given name of two parts", "Co-author Jing-Shan Zhao agreed.", (5, 7), "Jing-Shan Zhao"),
    ("a surname behind", "It was up to Amy Berman Jackson to decide.", (4, 6), "Amy Berman Jackson"),
    ("an office before", "On Friday Mayor Sadiq Bello resigned.", (3, 5), "Sadiq Bello"),
    ("a party before", "On Friday Democrat Spearman resigned.", (3, 4), "Spearman"),
]  # fmt: skip
UNNAMED = [
    ("one attacker", "The attacker was shot by police in Leeds.", "attacker", "CRM"),
    ("men arrested", "Police in Leeds arrested two men.", "men", "CRM"),
    ("gunmen", "Gunmen killed three aid workers near Kandahar.", "Gunmen", "UAF"),
    ("a capital that acts", "Athens condemned the attack.", "Athens", "GOV"),
    ("a state that acts", "Montana and Idaho sued the company.", "Montana", "GOV"),
    ("a town where something happens", "The attack in Athens killed two.", "Athens", None),
]  # fmt: skip
ONCE = [
    ("ministries", "The Azerbaijani Ministry of Defense said two died. The Defense Ministry of Azerbaijan blamed Armenia.", "efense"),
    ("governments", "The Iraqi government refused. Later the government of Iraq agreed to talks.", "overnment"),
]  # fmt: skip


@pytest.fixture(scope="module")
def readings(pipeline):
    texts = [text for _, text, *_ in (*NAMED, *NO_NAMES, *PEOPLE, *UNNAMED, *ONCE)]
    return dict(zip(texts, entities.find([article(text) for text in texts], pipeline), strict=True))


@pytest.mark.parametrize(("text", "kind", "name"), [case[1:] for case in NAMED], ids=[case[0] for case in NAMED])
def test_a_name_is_whole_and_of_its_kind(readings, text, kind, name):
    assert name in {each.name for each in readings[text].entities if each.type == kind}


@pytest.mark.parametrize(("text", "name"), [case[1:] for case in NO_NAMES], ids=[case[0] for case in NO_NAMES])
def test_what_is_nobody_and_nowhere_is_no_entity(readings, text, name):
    assert [each for each in readings[text].entities if name in each.name] == []


@pytest.mark.parametrize(
    ("text", "name", "country", "sector"), [case[1:] for case in PEOPLE], ids=[case[0] for case in PEOPLE]
)
def test_a_person_acts_for_a_country_in_an_office(readings, text, name, country, sector):
    found = next(each for each in readings[text].entities if each.name == name)
    assert (found.country, found.sector) == (country, sector or found.sector)


@pytest.mark.parametrize(("text", "word", "sector"), [case[1:] for case in UNNAMED], ids=[case[0] for case in UNNAMED])
def test_what_is_said_of_a_party_tells_its_sector(readings, text, word, sector):
    assert [each.sector for each in readings[text].entities if each.name.endswith(word)] == [sector]


def test_a_body_that_acts_but_is_not_named_is_told_as_a_group(pipeline):
    reading = entities.find([article("Soldiers arrived. At noon the police arrested four men in Leeds.")], pipeline)[0]
    told = interchange.row(reading, events.code([reading])[0])["entities"]
    assert {each["name"]: each["type"] for each in told}["British police"] == "GROUP"


@pytest.mark.parametrize(("text", "word"), [case[1:] for case in ONCE], ids=[case[0] for case in ONCE])
def test_two_writings_are_one_body(readings, text, word):
    found = [each for each in readings[text].entities if word in each.name and each.type == "ORG"]
    assert len(found) == 1, found


def test_names_in_other_names_are_no_parties(readings):
    reading = readings["Voters elected two Labour Party candidates in Leeds."]
    (inner,) = [each for each in reading.within if each.text == "Labour Party"]
    (outer,) = [each for each in reading.mentions if each.start_char <= inner.start_char < each.end_char]
    assert outer.text == "two Labour Party candidates"
    (coding,) = events.code([reading])
    assert {inner, outer} <= set(coding.mentions)
    assert inner.entity_id in {each.entity_id for each in coding.entities}


@pytest.mark.parametrize(("text", "at", "expected"), [case[1:] for case in WHOLE], ids=[case[0] for case in WHOLE])
def test_a_persons_name_is_taken_to_its_ends(pipeline, text, at, expected):
    doc = pipeline(text)
    whole = composed(doc, [Found(*at, "PERSON", "name")])
    assert [doc[each.start : each.end].text for each in whole] == [expected]


def test_a_surname_takes_in_the_given_name_left_out(pipeline):
    doc = pipeline("The mayor, Musa Bello, resigned.")
    whole = composed(doc, [Found(4, 5, "PERSON", "name")])
    assert [doc[each.start : each.end].text for each in whole] == ["Musa Bello"]
