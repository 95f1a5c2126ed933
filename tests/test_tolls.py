"""How many were hurt, from the words that say so."""

import pytest

from tasks.events.tolls import figures


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The blast killed 14 people.", {("killed", 14, 14)}),
        ("At least 14 people were killed.", {("killed", 14, None)}),
        ("More than 1,200 soldiers died.", {("killed", 1200, None)}),
        ("Up to 30 rebels were killed.", {("killed", None, 30)}),
        ("Dozens of people were wounded.", {("wounded", None, None)}),
        ("Seventeen soldiers were killed.", {("killed", 17, 17)}),
        ("Twenty more soldiers were wounded.", {("wounded", 20, 20)}),
        ("The army reported 135 losses.", {("killed", 135, 135)}),
        ("Sixty-six people were injured.", {("wounded", 66, 66)}),
        ("The militia killed 12 people or more.", {("killed", 12, None)}),
        ("Two women and a man were injured.", {("wounded", 3, 3)}),
        ("The airstrike killed Qasem Karimi, a commander.", {("killed", 1, 1)}),
        ("A policeman was shot and killed.", {("killed", 1, 1)}),
        ("The gunman beat a guard to death.", {("killed", 1, 1)}),
        ("The murder of Qasem Karimi angered them.", {("killed", 1, 1)}),
        ("He was killed on Sunday.", {("killed", 1, 1)}),
        ("Police shot him dead.", {("killed", 1, 1)}),
        ("They mourned Qasem Karimi, who was killed in Iraq.", {("killed", 1, 1)}),
        ("A rifleman lost his life on Wednesday.", {("killed", 1, 1)}),
        ("The police chief and two others were injured.", {("wounded", 3, 3)}),
        ("A hundred people came, four of whom were injured.", {("wounded", 4, 4)}),
        ("Ten people were injured, four of whom were burned.", {("wounded", 10, 10)}),
        ("Two of the injured died in hospital.", set()),
        ("Nine soldiers were killed and about sixty hurt.", {("killed", 9, 9), ("wounded", 60, 60)}),
        ("Fighters hacked 51 villagers to death.", {("killed", 51, 51)}),
        ("The court sentenced 51 villagers to death.", set()),
        ("At least twelve men and ten women were killed.", {("killed", 22, None)}),
        ("About 81 people were in custody.", {("captured", 81, 81)}),
        ("No minister was injured.", set()),
        ("Protesters were injured by the police.", {("wounded", None, None)}),
        ("Protesters were not injured.", set()),
        ("Police arrested 71 protesters.", {("captured", 71, 71)}),
        ("Police arrested a man.", set()),
        ("Police rounded up 40 marchers.", {("captured", 40, 40)}),
        ("Riot police seized 12 protesters.", {("captured", 12, 12)}),
        ("Riot police seized 12 lorries.", set()),
        ("Soldiers seized nine of their lorries.", set()),
        ("Gunmen took 17 passengers hostage.", {("captured", 17, 17)}),
        ("The death toll has risen to 45.", {("killed", 45, 45)}),
        ("He put the number of injured at 44.", {("wounded", 44, 44)}),
        ("The slaughter of 69 peasants shocked Peru.", {("killed", 69, 69)}),
        ("Three soldiers lost their lives.", {("killed", 3, 3)}),
        ("Rescuers pulled 12 bodies out of the ruins.", {("killed", 12, 12)}),
        ("A boy of nine was killed.", {("killed", 1, 1)}),
        ("It killed 13 people, two of them small children.", {("killed", 13, 13)}),
        ("Ten people were killed, including two policemen.", {("killed", 10, 10)}),
        ("Six civilians and five soldiers were killed.", {("killed", 6, 6), ("killed", 5, 5)}),
        ("A number of journalists were also injured.", {("wounded", None, None)}),
        ("A man was stabbed in the market.", {("wounded", 1, 1)}),
        ("A guard was shot and killed.", {("killed", 1, 1)}),
        ("Two jets were shot down.", set()),
        ("Militants attack schools and kill mayors.", set()),
        ("The group will behead three engineers.", set()),
        ("He suffered two deep wounds.", set()),
        ("They fled in two dinghies.", set()),
        ("Nobody was killed.", set()),
        ("No one was killed.", set()),
        (
            "At least 56 civilians were killed and 595 people were wounded.",
            {("killed", 56, None), ("wounded", 595, 595)},
        ),
        ("It fired 14 missiles.", set()),
        ("The deal is worth 14 million dollars.", set()),
        ("14 people attended.", set()),
        ("He was killed in 2014.", {("killed", 1, 1)}),
    ],
)
def test_figures(pipeline, text, expected):
    sentence = next(pipeline(text).sents)
    assert {(each.kind, each.low, each.high) for each in figures(sentence)} == expected


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("The blast killed 14 people.", "event"),
        ("Ten people have been killed since Friday.", "event"),
        ("At least 14 people were killed in the past 24 hours.", "event"),
        ("Sixteen journalists have died in the country since 2015.", "to_date"),
        ("More than 13,000 people were killed in the war.", "to_date"),
        ("The conflict has killed 40,000 people.", "to_date"),
        ("Police have killed 90 people this year.", "to_date"),
        ("Over the past decade 200 judges were murdered.", "to_date"),
    ],
)
def test_a_running_total_is_told_from_the_toll_of_one_event(pipeline, text, scope):
    sentence = next(pipeline(text).sents)
    assert {each.scope for each in figures(sentence)} == {scope}
