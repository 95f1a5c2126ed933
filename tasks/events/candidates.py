"""Clauses that may tell an event: a trigger, its status, and the mentions that its grammar makes parties."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from tasks.events.lexicon import Trigger, cues, triggers
from tasks.records import Status

SUBJECTS = ("nsubj", "nsubjpass")
OBJECTS = ("dobj", "obj", "dative", "attr")
TOWARD = ("on", "against", "by", "of", "to", "upon", "from", "for", "at", "over", "toward", "towards", "into", "in")
MEETING = ("meet", "consult", "phone", "telephone")
MUTUAL = ("with", "between", "among")
FUTURE = ("will", "shall", "would", "could", "may", "might", "should", "can", "must")
NOT_YET = frozenset(
    ["plan", "intend", "expect", "prepare", "schedule", "aim", "hope", "want", "seek", "try", "consider", "propose"]
)
JUDGING = ("ACCUSE", "SUPPORT", "SANCTION", "COERCE")
"""Types of the verbs whose object did what follows "of" or "for": accused, praised, fined, arrested for shelling."""
DENIALS = ("deny", "dispute", "refute")
UTTERED = frozenset(
    [
        "agree",
        "pledge",
        "promise",
        "vow",
        "offer",
        "refuse",
        "decline",
        "threaten",
        "urge",
        "ask",
        "demand",
        "warn",
        "order",
        "request",
        "appeal",
        "call",
    ]
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trigger in its clause. `first` and `last` bound the trigger's tokens; parties are heads of phrases."""

    trigger: Trigger
    first: int
    last: int
    head: Token
    status: Status
    negated: bool
    reject: str | None
    actors: tuple[Token, ...]
    recipients: tuple[Token, ...]
    nested: tuple[Token, ...]  # hung on the objects: parties only where the objects themselves are none
    is_noun: bool


def candidates(doc: Doc) -> list[Candidate]:
    """Return every clause of the document that a trigger word may make an event, in text order."""
    found: list[Candidate] = []
    taken: set[int] = set()
    for token in doc:
        if token.i in taken:
            continue
        made = _verb(token) if token.pos_ == "VERB" else _noun(token) if token.pos_ in ("NOUN", "PROPN") else None
        if made:
            taken |= set(range(made.first, made.last + 1))
            found.append(made)
    return found


# --- verbs -----------------------------------------------------------------------------------------------------------


def _verb(token: Token) -> Candidate | None:
    lexicon = triggers("v")
    lemma = token.lemma_.casefold()
    particle = next(
        (c for c in token.children if c.dep_ in ("prt", "prep", "dobj", "advmod") and f"{lemma} {c.lower_}" in lexicon),
        None,
    )
    trigger = lexicon.get(f"{lemma} {particle.lower_}") if particle else lexicon.get(lemma)
    other_sense = particle is None and any(c.dep_ == "prt" for c in token.children)  # struck down, broke off
    if trigger is None or other_sense or token.dep_ in ("amod", "compound"):
        return None
    if token.dep_ == "acl" and token.tag_ == "VBN" and trigger.type in ("MOBILIZE", "AGREE", "SUPPORT"):
        return None  # "units stationed there": a state, no act
    return around_verb(token, trigger, particle)


def around_verb(token: Token, trigger: Trigger, particle: Token | None = None) -> Candidate:
    """Return the candidate that a verb makes with what its clause holds."""
    subjects, objects, nested = _parties(token, trigger)
    if trigger.frame == "with":
        partners = [x for prep in token.children if prep.lower_ in ("with", "and") for x in _governed(prep)]
        met = [o for o in token.children if o.dep_ in OBJECTS and token.lemma_.casefold() in MEETING]
        subjects, objects, nested = [*subjects, *partners, *met], [], []
    first, last = min(token.i, particle.i if particle else token.i), max(token.i, particle.i if particle else token.i)
    last = last if last - first <= 2 else token.i
    first = first if last - first <= 2 else token.i
    status, reason = _status(token)
    return Candidate(
        trigger, first, last, token, status, _is_negated(token), reason,
        tuple(subjects), tuple(objects), tuple(nested), is_noun=False,
    )  # fmt: skip


def _parties(verb: Token, trigger: Trigger) -> tuple[list[Token], list[Token], list[Token]]:
    subjects = _subjects(verb)
    passive = any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children) or (
        verb.dep_ == "acl" and verb.tag_ == "VBN"
    )
    agents = [x for c in verb.children if c.dep_ == "agent" for x in _governed(c)]
    objects = [y for c in verb.children if c.dep_ in OBJECTS for y in _with_conjuncts(c)]
    toward = [
        x for c in verb.children if c.dep_ in ("prep", "dative") and c.lower_ in TOWARD[:-1] for x in _governed(c)
    ]
    urged = [s for c in verb.children if c.dep_ in ("ccomp", "xcomp") for s in _own_subjects(c)]
    if trigger.frame == "suffer":
        return [], subjects, []
    if passive:
        return agents, subjects or objects, []
    nested = [x for each in (*objects, *toward) for x in _hung(each)]
    return subjects, objects + toward + (urged if trigger.frame == "say" else []), nested


def _hung(token: Token) -> list[Token]:
    """Return the nouns that a noun phrase hangs on its head, clauses with a subject of their own left out."""
    found: list[Token] = []
    for child in token.children:
        if child.dep_ in ("prep", "acl", "pobj", "dobj", "poss", "compound", "nmod", "amod", "conj"):
            if child.pos_ in ("NOUN", "PROPN", "ADJ"):
                found.append(child)
            found += _hung(child)
    return found


def _subjects(verb: Token) -> list[Token]:
    own = _own_subjects(verb) or _blamed(verb)
    if own:
        return own
    if verb.dep_ in ("conj", "xcomp", "advcl", "ccomp", "pcomp", "prep"):
        head = verb.head
        steps = 0
        while head.pos_ not in ("VERB", "AUX") and head.head.i != head.i and steps < 3:
            head, steps = head.head, steps + 1
        return _own_subjects(head) or (
            _subjects(head) if head.dep_ in ("conj", "xcomp", "advcl", "pcomp") and head.i != verb.i else []
        )
    if verb.dep_ in ("acl", "relcl"):
        return _with_conjuncts(verb.head)
    return []


def _blamed(verb: Token) -> list[Token]:
    """Return the objects of the verb that blames, charges or thanks them for what another verb tells, if one does."""
    over = accuser(verb)
    return [y for c in over.children if c.dep_ in OBJECTS for y in _with_conjuncts(c)] if over else []


def accuser(verb: Token) -> Token | None:
    """Return the verb of "accused them of shelling", "thanked it for leaving" over the verb of what they did."""
    over = verb.head.head if verb.dep_ == "pcomp" else verb
    trigger = triggers("v").get(over.lemma_.casefold()) if over.i != verb.i and over.pos_ == "VERB" else None
    told = trigger is not None and trigger.type in JUDGING
    return over if told and verb.head.lower_ in ("of", "for", "over") else None


def _own_subjects(verb: Token) -> list[Token]:
    subjects = [y for c in verb.children if c.dep_ in SUBJECTS for y in _with_conjuncts(c)]
    if verb.dep_ == "relcl" and (not subjects or subjects[0].lower_ in ("who", "that", "which")):
        return _with_conjuncts(verb.head)
    return subjects


def _governed(prep: Token) -> list[Token]:
    return [y for c in prep.children if c.dep_ in ("pobj", "conj") for y in _with_conjuncts(c)]


def _with_conjuncts(token: Token) -> list[Token]:
    return [token, *(each for each in token.conjuncts if each.i > token.i)]


# --- eventive nouns --------------------------------------------------------------------------------------------------


def _noun(token: Token) -> Candidate | None:
    lexicon = triggers("n")
    lemma = token.lemma_.casefold()
    before = token.doc[token.i - 1].lower_ if token.i > token.sent.start else ""
    compound = f"{before} {lemma}" if f"{before} {lemma}" in lexicon else f"{before} {token.lower_}"
    trigger = lexicon.get(compound) or lexicon.get(lemma) or lexicon.get(token.lower_)
    if (
        trigger is None
        or token.dep_ == "compound"
        or _ends_another(token)
        or token.ent_type_ in ("ORG", "PERSON", "EVENT", "WORK_OF_ART")
    ):
        return None
    return around_noun(token, trigger, token.i - 1 if compound in lexicon else token.i)


def around_noun(token: Token, trigger: Trigger, first: int | None = None) -> Candidate:
    """Return the candidate that a noun makes with what hangs on it and the verb that carries it."""
    by, toward, mutual = _noun_parties(token)
    verb = _light_verb(token)
    subjects = _subjects(verb) if verb else []
    if verb is not None and verb.lemma_ == "have" and not subjects:
        verb = None
    passive = verb is not None and any(c.dep_ == "auxpass" for c in verb.children)
    agents = [x for c in verb.children if c.dep_ == "agent" for x in _governed(c)] if verb else []
    actors = by + (agents if passive else subjects)
    if trigger.frame == "with":
        actors, toward = actors + mutual + [x for x in toward if trigger.type in ("CONSULT", "AGREE")], []
    status, reason = _status(verb or token)
    negated = _is_negated(verb) if verb else any(c.dep_ == "det" and c.lower_ == "no" for c in token.children)
    done_to = toward if trigger.frame == "with" else [*toward, *mutual]
    nested = [] if trigger.frame == "with" else [x for each in done_to for x in _hung(each)]
    return Candidate(
        trigger, token.i if first is None else first, token.i, token, status, negated, reason,
        tuple(actors), tuple(done_to), tuple(nested), is_noun=True,
    )  # fmt: skip


def _ends_another(token: Token) -> bool:
    """Return whether the noun is what another event ends: "the cessation of hostilities"."""
    over = token.head.head if token.dep_ == "pobj" and token.head.lower_ == "of" else None
    known = triggers("n").get(over.lemma_.casefold()) if over is not None else None
    return known is not None and known.type in ("RETREAT", "CONCEDE")


def _noun_parties(noun: Token) -> tuple[list[Token], list[Token], list[Token]]:
    by = [
        c
        for c in noun.children
        if c.dep_ in ("poss", "compound", "amod", "nmod") and c.pos_ in ("NOUN", "PROPN", "ADJ")
    ]
    toward: list[Token] = []
    mutual: list[Token] = []
    for prep in noun.children:
        if prep.dep_ in ("prep", "agent"):
            governed = _governed(prep)
            if prep.lower_ == "by":
                by += governed
            elif prep.lower_ in MUTUAL:
                mutual += governed
            elif prep.lower_ in TOWARD[:-1]:
                toward += governed
    return by, toward, mutual


def _light_verb(noun: Token) -> Token | None:
    """Return the verb that carries the noun as its act: "carried out attacks", "expressed condolences"."""
    head = noun.head
    if noun.dep_ == "conj" and head.pos_ == "NOUN":
        head = head.head
    if noun.dep_ in ("dobj", "obj", "nsubjpass", "conj", "attr") and head.pos_ == "VERB":
        particle = next((c.lower_ for c in head.children if c.dep_ == "prt"), "")
        if f"{head.lemma_} {particle}".strip() in cues("light") or head.lemma_ in cues("light"):
            return head
    if noun.dep_ == "pobj" and head.lower_ in ("in", "to", "for") and head.head.lemma_ in cues("light"):
        return head.head
    return None


# --- status ----------------------------------------------------------------------------------------------------------


def _is_negated(token: Token) -> bool:
    near = [token, token.head] if token.dep_ in ("xcomp", "conj") else [token]
    return any(c.dep_ == "neg" or c.lower_ in ("never", "neither") for each in near[:1] for c in each.children)


def _status(token: Token) -> tuple[Status, str | None]:
    """Return whether a clause tells what happened, and why it is no event at all where it is none."""
    if _is_denied(token):
        return "denied", None
    auxiliaries = {c.lower_ for c in token.children if c.dep_ in ("aux", "auxpass")}
    marks = {c.lower_ for c in token.children if c.dep_ == "mark"}
    if marks & {"if", "unless", "whether"}:
        return "hypothetical", "conditional"
    if "will" in auxiliaries or "'ll" in auxiliaries:
        return "planned", None
    if auxiliaries & {"would", "could", "may", "might", "should", "can", "must"}:
        return "hypothetical", "modal"
    if "to" in auxiliaries and token.dep_ in ("xcomp", "advcl", "acl", "relcl", "ccomp"):
        head = token.head.lemma_
        if head in UTTERED:
            return "hypothetical", "complement"
        return ("planned", None) if head in NOT_YET else ("hypothetical", "purpose_clause")
    return "actual", None


def _is_denied(token: Token) -> bool:
    """Return whether somebody is told to deny the clause: "denied shelling the town", "denies that it fired"."""
    over = token.head.head if token.dep_ == "pobj" else token.head
    return token.dep_ in ("ccomp", "xcomp", "dobj", "pobj") and over.lemma_ in DENIALS


def mentions_of(tokens: tuple[Token, ...]) -> Iterator[Token]:
    """Yield the tokens once each, in order."""
    seen: set[int] = set()
    for token in tokens:
        if token.i not in seen:
            seen.add(token.i)
            yield token
