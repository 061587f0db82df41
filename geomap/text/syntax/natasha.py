"""Russian sentences to trees: slovnet's syntax and morphology, pymorphy's base forms.

The models come inside PyPI packages and are an optional extra, ``geomap-control[ru]``: slovnet
(Kukushkin 2020) parses into Universal Dependencies, navec holds its word vectors, and pymorphy3
(Korobov 2015) the inflection. Of the package ``natasha`` only the files of weights are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from geomap.errors import DataError
from geomap.text.syntax.parse import UNIVERSAL, Tree, Word, tree_of, without_circles

_PACKAGES = ("natasha", "slovnet", "navec", "razdel", "pymorphy3")
_VECTORS = "emb/navec_news_v1_1B_250K_300d_100q.tar"
_LABELS = {"LOC": "GPE", "PER": "PERSON", "ORG": "ORG"}
_BATCH = 8
_MOST_WORDS = 250
"""A longer sentence is cut: the parser weighs every word against every other."""
_MOST_FORMS = 5

_CASES = {"Nom": "nomn", "Gen": "gent", "Dat": "datv", "Acc": "accs", "Ins": "ablt", "Loc": "loct"}
_NUMBERS = {"Sing": "sing", "Plur": "plur"}
_GENDERS = {"Masc": "masc", "Fem": "femn", "Neut": "neut"}
_KINDS = {
    "NOUN": {"NOUN"},
    "PROPN": {"NOUN"},
    "ADJ": {"ADJF", "ADJS", "COMP", "PRTF"},
    "DET": {"ADJF", "NPRO"},
    "PRON": {"NPRO", "ADJF"},
    "VERB": {"VERB", "INFN", "PRTF", "PRTS", "GRND"},
    "AUX": {"VERB", "INFN"},
    "NUM": {"NUMR", "ADJF"},
    "ADV": {"ADVB", "PRED"},
    "ADP": {"PREP"},
}
_INFINITIVES = ("ть", "ти", "чь", "ться", "тись")
_INFLECTED = {"NOUN", "PROPN", "ADJ"}


@dataclass(frozen=True, slots=True)
class Models:
    """The loaded models; some 280 MB of memory and 1.5 s once in a process."""

    morphology: Any
    syntax: Any
    entities: Any
    inflection: Any


@cache
def load_models() -> Models:
    """Load the models.

    Raises
    ------
    DataError
        If a package is missing, or its files are damaged.
    """
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        raise DataError(
            f"Russian needs {', '.join(missing)}; install with: pip install 'geomap-control[ru]'"
        )
    from navec import Navec
    from pymorphy3 import MorphAnalyzer
    from slovnet import NER, Morph, Syntax

    spec = find_spec("natasha")
    folders = spec.submodule_search_locations if spec else None
    data = Path(next(iter(folders or ["natasha"]))) / "data"
    try:
        vectors = Navec.load(str(data / _VECTORS))
        loaded = [
            kind.load(str(data / "model" / f"slovnet_{name}_news_v1.tar"), **settings)
            for kind, name, settings in (
                (Morph, "morph", {"batch_size": _BATCH}),
                (Syntax, "syntax", {"batch_size": _BATCH}),
                (NER, "ner", {}),
            )
        ]
        for model in loaded:
            model.navec(vectors)
    except (OSError, ValueError, KeyError, AssertionError) as error:
        raise DataError(
            f"the models in the package natasha are damaged ({type(error).__name__}); reinstall it"
        ) from None
    morphology, syntax, entities = loaded
    return Models(morphology, syntax, entities, MorphAnalyzer())


def trees(
    spans: Iterable[tuple[int, int]], parsed: str, text: str, grammar: Mapping[str, Any]
) -> Iterator[Tree]:
    """Trees of the paragraphs of an article.

    Parameters
    ----------
    spans
        Offsets of the paragraphs.
    parsed, text
        What to parse (the article without its markup) and what to quote.
    grammar
        Table ``grammar`` of the language pack: ``cases`` (the adposition that a bare case stands
        for), ``compound_adpositions`` ("according to") and ``roles``.
    """
    from razdel import sentenize, tokenize

    models = load_models()
    for number, (first, last) in enumerate(spans):
        pieces = []
        for sentence in sentenize(parsed[first:last]):
            tokens = list(tokenize(sentence.text))
            for at in range(0, len(tokens), _MOST_WORDS):
                part = tokens[at : at + _MOST_WORDS]
                pieces.append([(first + sentence.start + each.start, each.text) for each in part])
        words = [[token for _, token in piece] for piece in pieces]
        tagged = models.morphology.map(words)
        parses = models.syntax.map(words)
        for piece, morphology, syntax in zip(pieces, tagged, parses, strict=True):
            start, end = piece[0][0], piece[-1][0] + len(piece[-1][1])
            labels = _labels(models, parsed[start:end], start)
            found = [
                _word(models, token, link, offset, grammar)
                for (offset, _), token, link in zip(
                    piece, morphology.tokens, syntax.tokens, strict=True
                )
            ]
            for index, word in enumerate(found):
                word.index = index
                word.head = index if word.head < 0 else word.head
                # "Сёла Таглар" and "Лачинский район": the noun says what it is, and is no name
                word.label = labels.get(word.start, "") if word.kind != "NOUN" else ""
            _repair(found, [token.feats for token in morphology.tokens], grammar)
            yield tree_of(found, start, end, text[start:end], number)


def _labels(models: Models, text: str, start: int) -> dict[int, str]:
    """Entity label of every word that begins inside a named entity, by offset."""
    found: dict[int, str] = {}
    for span in models.entities(text).spans:
        for at in range(span.start, span.stop):
            found[start + at] = _LABELS.get(span.type, "")
    return found


def _word(models: Models, token: Any, link: Any, offset: int, grammar: Mapping[str, Any]) -> Word:
    """A word without its place in the sentence; the head of a root is below 0."""
    text, features = token.text, tuple(sorted(token.feats.items()))
    lemma, forms = base_forms(models.inflection, text, token.pos, features)
    relative = lemma in grammar["roles"].get("relative", ())
    kind, tag = token.pos, _tag(token.pos, token.feats)
    if kind == "ADJ" and link.rel != "amod" and lemma.endswith(_INFINITIVES):
        kind, tag = "VERB", "VBN"  # "город окружён": the dictionary knows a participle
    return Word(
        index=0,
        start=offset,
        end=offset + len(text),
        text=text,
        lemma=lemma,
        kind=kind,
        tag="WDT" if relative else tag,
        relation=UNIVERSAL.get(link.rel, link.rel),
        head=int(link.head_id) - 1,
        forms=forms,
    )


def _tag(kind: str, features: Mapping[str, str]) -> str:
    """Penn tag of a word, with INF and FUT."""
    plural = features.get("Number") == "Plur"
    if kind in ("NOUN", "PROPN"):
        return {"NOUN": "NN", "PROPN": "NNP"}[kind] + "S" * plural
    if kind not in ("VERB", "AUX"):
        return kind
    form = features.get("VerbForm")
    if form == "Inf":
        return "INF"
    if form == "Part":
        return "VBN" if features.get("Voice") == "Pass" else "VBG"
    if form == "Conv":
        return "VBG"
    if features.get("Mood") == "Imp":
        return "VB"
    return {"Fut": "FUT", "Past": "VBD"}.get(features.get("Tense", ""), "VBZ")


@lru_cache(maxsize=65536)
def base_forms(
    inflection: Any, text: str, kind: str, features: tuple[tuple[str, str], ...]
) -> tuple[str, tuple[str, ...]]:
    """Lemma of a word, with е for ё, and the nominatives that it may be a form of.

    The parse of the dictionary that agrees best with the tagger comes first; the others follow,
    since place names are rarely in the dictionary and "Шуши" may be the form of two names.
    """
    wanted = dict(features)
    parses = inflection.parse(text)

    def agreement(parse: Any) -> tuple[int, float]:
        tag = parse.tag
        agrees = 8 * (str(tag.POS) in _KINDS.get(kind, {str(tag.POS)}))
        agrees += 2 * (str(tag.case)[:3] == _CASES.get(wanted.get("Case", ""), "")[:3])
        agrees += str(tag.number) == _NUMBERS.get(wanted.get("Number", ""), "")
        agrees += str(tag.gender) == _GENDERS.get(wanted.get("Gender", ""), "")
        return agrees, parse.score

    ranked = sorted(parses, key=agreement, reverse=True)
    if not ranked:
        return text.lower().replace("ё", "е"), ()
    lemma = str(ranked[0].normal_form).replace("ё", "е")
    if kind not in _INFLECTED or (text.isupper() and len(text) > 1):
        return lemma, ()
    forms = [text] if wanted.get("Case") == "Nom" else []
    for parse in ranked[:4]:
        number = {parse.tag.number} if parse.tag.number else set()
        nominative = parse.inflect({"nomn"} | number)
        for form in (nominative.word if nominative else "", parse.normal_form):
            if form:
                forms.append(_as_written(form, text))
    return lemma, tuple(dict.fromkeys(forms))[:_MOST_FORMS]


def _as_written(form: str, model: str) -> str:
    """A form with the capitals of the word in the text: "Дейр-эз-Зор"."""
    parts, models = form.split("-"), model.split("-")
    if len(parts) != len(models):
        return form.capitalize() if model[:1].isupper() else form
    return "-".join(
        part.capitalize() if pattern[:1].isupper() else part
        for part, pattern in zip(parts, models, strict=True)
    )


def _repair(
    words: list[Word], features: list[Mapping[str, str]], grammar: Mapping[str, Any]
) -> None:
    """Bring what slovnet returns to the relations of `geomap.text.syntax.parse`."""
    without_circles(words)
    _compounds(words, grammar.get("compound_adpositions", ()))
    _clauses(words)
    _objects(words, features, frozenset(grammar.get("approximate", ())))
    cases = grammar.get("cases", {})
    introduced = {word.head for word in words if word.relation == "case"}
    for word, own in zip(words, features, strict=True):
        head = words[word.head]
        passive = head.kind == "VERB" and features[head.index].get("Voice") == "Pass"
        if word.relation == "recipient" and own.get("Case") in cases:
            word.relation = "oblique"
            word.head = _verb_above(words, word)
        if word.relation == "modifier" and word.index == head.index + 1 and word.text[0].isupper():
            word.relation, word.kind = "apposition", "PROPN"  # "город Грозный"
        if word.relation == "subject" and passive and head.tag == "VBN":
            word.relation = "passive_subject"
        bare = word.relation == "oblique" and word.index not in introduced
        whole = head.relation in ("object", "passive_subject")
        case = own.get("Case", "")
        if case == "Dat" and word.lower.endswith(("а", "я")):
            case = "Gen"  # no dative ends so: "передача Лачина"
        if bare and case == "Dat" and whole and head.kind == "NOUN":
            word.head = head.head  # "передала район Азербайджану"
        if bare and not word.adposition:
            word.adposition = str(cases.get(case, ""))
            if case == "Ins" and passive:
                word.relation = "agent"


def _objects(
    words: list[Word], features: list[Mapping[str, str]], approximate: frozenset[str]
) -> None:
    """Give a verb the object that the parser hung elsewhere.

    Of two objects without a subject the nominative, else the one before the verb, is the
    subject; "about 70%" is no oblique; and a bare name behind "took under control" is what was
    taken.
    """
    introduced = {word.head: word for word in words if word.relation == "case"}
    for verb in words:
        if verb.kind != "VERB":
            continue
        own = [word for word in words if word.head == verb.index and word is not verb]
        _agree(words, verb, own, features)
        subject = any(word.relation in ("subject", "passive_subject") for word in own)
        objects = [word for word in own if word.relation == "object"]
        if len(objects) > 1 and not subject and objects[0].index < verb.index:
            named = [word for word in objects if features[word.index].get("Case") == "Nom"]
            (named or objects)[0].relation = "subject"
        if objects:
            continue
        for word in own:
            before = introduced.get(word.index)
            if word.relation == "oblique" and word.kind in ("SYM", "NUM") and before:
                if before.lemma in approximate:
                    word.relation = "object" if subject else "subject"
                    before.relation = "adverb"
        for word in words:
            over = words[word.head]
            bare = word.relation == "oblique" and word.index not in introduced
            bare = bare and word.kind == "PROPN"
            direct = features[word.index].get("Case") in ("Acc", "Nom")
            if bare and direct and over.head == verb.index and over.relation == "oblique":
                if over.index in introduced and over.kind == "NOUN":
                    word.head, word.relation = verb.index, "object"
                    break


def _agree(
    words: list[Word], verb: Word, own: list[Word], features: list[Mapping[str, str]]
) -> None:
    """Tell subject and object, which often look alike, by whether the verb agrees."""
    joined = {word.head for word in words if word.relation == "conjunct"}
    subject = next((word for word in own if word.relation == "subject"), None)
    if subject is None or subject.index in joined:
        return
    if not _disagrees(features[verb.index], features[subject.index]):
        return
    thing = next((word for word in own if word.relation == "object"), None)
    if thing is not None and not _disagrees(features[verb.index], features[thing.index]):
        subject.relation, thing.relation = "object", "subject"  # "район захватили силы"
    elif thing is None and subject.index > verb.index:
        subject.relation = "object"  # "24 октября заняла Харьков"


def _clauses(words: list[Word]) -> None:
    """Hang what stands between "and" and a coordinated verb on that verb, not on the first."""
    for link in words:
        verb = words[link.head]
        if link.relation != "cc" or verb.relation != "conjunct" or verb.kind != "VERB":
            continue
        for word in words[link.index + 1 : verb.index]:
            if word.head == verb.head:
                word.head = verb.index


def _disagrees(verb: Mapping[str, str], noun: Mapping[str, str]) -> bool:
    """Whether a verb in the past tense cannot have a noun for its subject."""
    if verb.get("Tense") != "Past" or verb.get("Voice") == "Pass" or "Number" not in noun:
        return False
    if verb.get("Number") != noun["Number"]:
        return True
    genders = verb.get("Gender"), noun.get("Gender")
    return noun["Number"] == "Sing" and None not in genders and genders[0] != genders[1]


def _verb_above(words: list[Word], word: Word) -> int:
    """Head of a recipient: the verb, where the parser took the noun beside it."""
    node = words[word.head]
    while node.kind not in ("VERB", "AUX") and node.head != node.index:
        node = words[node.head]
    return node.index if node.kind in ("VERB", "AUX") else word.head


def _compounds(words: list[Word], compounds: Iterable[str]) -> None:
    """Fold "по данным X" into an oblique X with that adposition."""
    known = set(compounds)
    for noun in words:
        before = words[noun.index - 1] if noun.index else None
        if before is None or f"{before.lower} {noun.lower}" not in known:
            continue
        inner = [each for each in words if each.head == noun.index and each.relation == "oblique"]
        if not inner or noun.head == noun.index:
            continue
        owner = inner[0]
        owner.head, owner.relation = noun.head, "oblique"
        owner.adposition = f"{before.lower} {noun.lower}"
        before.head = noun.head = owner.index
        before.relation = noun.relation = "fixed"
        before.kind = noun.kind = "ADP"
