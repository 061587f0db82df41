"""Slips that parsers make again and again in reports of war, mended before a tree is read.

Each is told by its form alone, and is one that no other reading of the words allows.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from operator import attrgetter

from geomap.text.syntax.clauses import (
    AUXILIARIES,
    NAMED,
    SUBJECTS,
    dependent,
    make_subject,
    names_as_verbs,
    participles_first,
    predicates,
    reduced_relatives,
    stranded_subjects,
    told_in_passing,
    told_in_the_present,
)
from geomap.text.syntax.parse import GENITIVE, Word

_YEAR = 4
"""Digits of a year."""
_mended = attrgetter("head", "relation", "label", "tag", "kind", "lemma")
"""What a rule may change of a word."""
_TIMES = ("DATE", "TIME", "ORDINAL", "CARDINAL")


def mend(words: list[Word], months: frozenset[str] = frozenset()) -> None:
    """Mend the words of a sentence in place, before their tree is built; it stays a tree."""
    reached = [_mended(word) for word in words]
    for rule in (
        partial(_days_before_names, months=months),
        _dates,
        _behind_particles,
        _places_before_names,
        _across_semicolons,
        _per_cent,
        _about_so_much,
        _names_as_adverbs,
        _verbs_as_nouns,
        _shared_subjects,
        _opening_names,
        stranded_subjects,
        names_as_verbs,
        told_in_the_present,
        told_in_passing,
        predicates,
        reduced_relatives,
        participles_first,
        _loose_verbs,
        _appositions,
        _behind_relatives,
    ):
        rule(words)
        now = [_mended(word) for word in words]
        if now == reached:
            continue
        if is_tree(words):
            reached = now
            continue
        for word, kept in zip(words, reached, strict=True):
            word.head, word.relation, word.label, word.tag, word.kind, word.lemma = kept


def is_tree(words: list[Word]) -> bool:
    """Whether every word hangs, by way of others, on a word that hangs on itself.

    Examples
    --------
    >>> from geomap.text.syntax.parse import Word
    >>> def word(index, head):
    ...     return Word(index, 0, 0, "", "", "", "", "", head)
    >>> is_tree([word(0, 1), word(1, 1)]), is_tree([word(0, 1), word(1, 0)])
    (True, False)
    """
    safe: set[int] = set()
    for word in words:
        path: set[int] = set()
        while word.index not in safe and word.head != word.index:
            if word.index in path:
                return False
            path.add(word.index)
            word = words[word.head]
        safe.update(path, (word.index,))
    return True


def _dates(words: list[Word]) -> None:
    """“was taken on 5 January”: no particle of "take"; “by the 15th”: nobody takes it."""
    for word, following in pairwise(words):
        if word.relation == "particle" and following.label == "DATE" and "dating" in word.roles:
            word.relation = "case"
    for word in words:
        by = words[word.head]
        if by.tag == "agent" and word.relation == "oblique" and word.label in _TIMES:
            by.tag = "IN"


def _behind_particles(words: list[Word]) -> None:
    """“handed over X to Y”: a particle governs nothing, and X is what was handed over."""
    for word in words:
        particle = words[word.head]
        if word.relation == "oblique" and particle.relation == "particle":
            verb = particle.head
            if not any(each.head == verb and each.relation == "object" for each in words):
                word.head, word.relation = verb, "object"


def _days_before_names(words: list[Word], months: frozenset[str]) -> None:
    """“By 2 March 2022 Kherson was in their hands”: no part of the date is in the name behind."""
    for month in words:
        if month.lower not in months or not month.text[0].isupper():
            continue
        first, last = _date_around(words, month)
        if first < month.index and last + 1 < len(words):
            month.label = words[month.index - 1].label = "DATE"
            if words[last + 1].label == "DATE" and words[last + 1].kind == "PROPN":
                words[last + 1].label = ""
        name = words[month.head]
        if month.relation == "modifier" and name.index > last and name.kind in ("NOUN", "PROPN"):
            _date_apart(words, month, words[first : last + 1], name)
    for year in words:  # "in the spring of 1938 Nationalist forces captured X"
        name = words[year.head]
        dated = year.label == "DATE" and year.relation == "number" and year.text.isdigit()
        if dated and len(year.text) == _YEAR and name.index > year.index > 0:
            if words[year.index - 1].kind == "ADP" and name.kind in ("NOUN", "PROPN"):
                _date_apart(words, year, [year], name)


def _date_around(words: list[Word], month: Word) -> tuple[int, int]:
    """First and last word of a date: "10 August 2020", "August 10, 2020"."""

    def is_number(index: int) -> bool:
        return 0 <= index < len(words) and words[index].text.isdigit()

    first = month.index - is_number(month.index - 1)
    if first < month.index and "through" in words[first - 1].roles and is_number(first - 2):
        first -= 2  # "the night of 9 to 10 August"
    last = month.index + is_number(month.index + 1)
    if last > month.index and words[last].index + 1 < len(words) and words[last + 1].text == ",":
        last += 2 * is_number(last + 2)
    return first, last


def _date_apart(words: list[Word], month: Word, date: list[Word], name: Word) -> None:
    """Part a date from the name that a parser hung it on, and give the verb its subject."""
    before = words[date[0].index - 1] if date[0].index else None
    verb = next((each for each in words[name.index :] if each.kind in ("VERB", "AUX")), None)
    bare = before is None or before.kind != "ADP"
    while verb is not None and verb.relation in AUXILIARIES:
        verb = words[verb.head]
    if verb is None or (bare and name.index != date[-1].index + 1):
        return
    if _under(words, verb, name):
        return  # "the 2016 report published": the verb belongs to the name
    subject = dependent(words, verb, SUBJECTS)
    if name.relation == "oblique" and subject is None:
        make_subject(words, name, verb)
    elif bare or subject is not name:
        return
    for each in date:
        if each is not month and each.head not in range(date[0].index, date[-1].index + 1):
            each.head, each.relation = month.index, "number"
    inside = before is None or bare or _under(words, words[before.head], name)
    above = verb.index if before is None or inside else before.head
    month.head, month.relation, month.label = above, "oblique", "DATE"
    if before is not None and not bare:
        before.head, before.relation = month.index, "case"
    if name.label == "DATE":
        name.label = ""


def _places_before_names(words: list[Word]) -> None:
    """“In the west Herat fell”: the west is no part of the name, and Herat is what fell."""
    for case, article, noun, name, verb in zip(
        words, words[1:], words[2:], words[3:], words[4:], strict=False
    ):
        opening = case.kind == "ADP" and article.kind == "DET" and noun.text.islower()
        if not opening or name.kind != "PROPN" or name.label not in NAMED:
            continue
        if (noun.head, noun.relation) != (name.index, "modifier") or name.relation != "oblique":
            continue
        while verb.relation in AUXILIARIES:
            verb = words[verb.head]
        if verb.kind != "VERB" or (case.head != name.index and name.head != case.index):
            continue
        if verb.index < name.index or dependent(words, verb, SUBJECTS) is not None:
            continue
        noun.head, noun.relation = name.head, name.relation
        article.head = noun.index
        if case.head == name.index:
            case.head = noun.index
        make_subject(words, name, verb)


def _across_semicolons(words: list[Word]) -> None:
    """“took X on Thursday; Y said ...”: the day belongs to what stands before the semicolon."""
    for date, stop in pairwise(words):
        case = words[date.head]
        inner = date if case.kind != "ADP" else case
        if stop.text != ";" or date.label not in _TIMES or words[inner.head].index < stop.index:
            continue
        verbs = [each for each in words[: date.index] if each.kind == "VERB"]
        if verbs:
            inner.head = verbs[-1].index


def _per_cent(words: list[Word]) -> None:
    """“70 per cent of X”: the per cent are of X, and there are 70 of them."""
    for number, per, cent in zip(words, words[1:], words[2:], strict=False):
        if "per" not in per.roles or "hundred" not in cent.roles:
            continue
        cent.lemma, cent.kind = per.lower + cent.lower, "NOUN"
        if cent.head in (number.index, per.index):
            cent.head = cent.index if number.head == number.index else number.head
            counting = number.relation == "number" and cent.head < number.index
            cent.relation = "object" if counting else number.relation
            number.head = per.head = cent.index
            number.relation, per.relation = "number", "determiner"


def _about_so_much(words: list[Word]) -> None:
    """“They control around two thirds of X”: that is what they control."""
    for word in words:
        about = words[word.head]
        verb = words[about.head]
        counted = word.label in ("PERCENT", "CARDINAL") and word.kind == "NOUN"
        if counted and "about" in about.roles and about.relation == "case" and verb.kind == "VERB":
            if any(each.head == verb.index and each.relation == "object" for each in words):
                continue
            word.head, word.relation = verb.index, "object"
            about.head, about.relation = word.index, "adverb"


def _names_as_adverbs(words: list[Word]) -> None:
    """“Are leaving X next month”: a place that a parser takes for a manner."""
    for verb, name in pairwise(words):
        if name.kind == "ADV" and name.label == "GPE" and name.head == verb.index:
            if verb.kind == "VERB" and name.text[:1].isupper():
                name.kind, name.tag, name.relation = "PROPN", "NNP", "object"


def _verbs_as_nouns(words: list[Word]) -> None:
    """“The Houthis control most of X”: a people in the plural stands before no noun."""
    for people, verb in pairwise(words):
        plural = people.label == "NORP" and people.lower.endswith("s")
        if not plural or people.relation != "modifier":
            continue
        noun = words[verb.head]
        behind = noun.index > verb.index and verb.relation == "modifier"
        if people.head != verb.index and not (behind and people.head == noun.index):
            continue
        other = any(each.kind in ("VERB", "AUX") and each is not verb for each in words)
        thing = noun if behind else dependent(words, verb, ("apposition", "object"))
        if (verb.tag == "NN" and (other or thing is None)) or verb.tag not in ("NN", "VBP"):
            continue
        if behind:
            root = noun.head == noun.index
            verb.head, verb.relation = (verb.index if root else noun.head), noun.relation
        if thing is not None:
            thing.head, thing.relation = verb.index, "object"
        verb.tag, verb.kind, verb.lemma = "VBP", "VERB", verb.lower
        people.head, people.relation = verb.index, "subject"
        for each in words[: people.index]:
            if each.head in (verb.index, noun.index) and each.relation in (
                "determiner",
                "modifier",
            ):
                each.head = people.index


def _opening_names(words: list[Word]) -> None:
    """“X, Y and Z were secured”: X is in the list, and says not how they were secured."""
    for word, comma, following in zip(words, words[1:], words[2:], strict=False):
        if word.tag == "UH" and word.label in NAMED:
            word.tag, word.kind = "NNP", "PROPN"  # "Goma, in the east, was taken"
        verb = words[word.head]
        if word.index == 0 and word.kind == "PROPN" and word.relation == "adverb":
            passive = dependent(words, verb, ("passive_auxiliary",))
            if comma.text == "," and passive and dependent(words, verb, SUBJECTS) is None:
                word.relation = "passive_subject"
        opening = word.kind == "PROPN" and word.relation == "adverb" and word.label not in _TIMES
        if not opening or comma.text != "," or following.relation not in SUBJECTS:
            continue
        if following.head == word.head and dependent(words, following, ("conjunct",)) is not None:
            word.head, word.relation = following.index, "conjunct"


def _shared_subjects(words: list[Word]) -> None:
    """“A holds X and B holds Y”: X is what A holds, and B is no part of it."""
    for verb in words:
        first, thing = words[verb.head], dependent(words, verb, ("subject",))
        if verb.relation != "complement" or first.lemma != verb.lemma or thing is None:
            continue
        second = dependent(words, thing, ("conjunct",))
        if second is not None and dependent(words, first, ("object",)) is None:
            thing.head, thing.relation = first.index, "object"
            second.head, second.relation = verb.index, "subject"
            verb.relation = "conjunct"


def _loose_verbs(words: list[Word]) -> None:
    """Verbs that hang on the wrong word, or in no way that has a name."""
    for verb in words:
        if verb.tag == "VBD" and verb.relation == "participle":
            verb.tag = "VBN"  # "X, seized in May, was given up"
        if verb.relation == "dep" and verb.kind == "VERB" and words[verb.head].kind == "VERB":
            verb.relation = "conjunct"
        marker = dependent(words, verb, ("marker",))
        if verb.relation == "relative" and marker is not None and "complementiser" in marker.roles:
            # "announced in a speech that X had fallen"
            verb.relation, verb.head = "complement", _verb_above(words, verb)
        bare = verb.tag == "VBN" and verb.relation == "adverbial" and marker is None
        if bare and verb.index > 1 and words[verb.index - 1].text == ",":
            subject = dependent(words, words[verb.head], SUBJECTS)
            before = words[verb.index - 2]
            own = dependent(words, verb, (*SUBJECTS, *AUXILIARIES))
            if own is None and subject is not None and _under(words, before, subject):
                verb.head, verb.relation = subject.index, "participle"


def _appositions(words: list[Word]) -> None:
    """“fled to X, the provincial capital, which”: the capital is X, and says not how they fled."""
    for word in words:
        loose = word.relation == "adverb" and word.kind == "NOUN" and not word.label
        if not loose or words[word.head].kind != "VERB":
            continue
        first = min(each.index for each in words if each is word or each.head == word.index)
        if first < 2 or words[first].kind != "DET" or words[first - 1].text != ",":
            continue
        name = words[first - 2]
        if name.kind == "PROPN" and name.label not in _TIMES:
            word.relation, word.head = "apposition", name.index


def _behind_relatives(words: list[Word]) -> None:
    """“the group, which lost X, its last village, to Y”: it lost to Y, and the village is X."""
    for verb in words:
        noun = words[verb.head]
        if verb.relation != "relative" or noun.index > verb.index:
            continue
        thing = dependent(words, verb, ("object",))
        for word in words[verb.index + 1 :]:
            if word.head != noun.index:
                continue
            if word.relation == "case" and word.lower != GENITIVE:
                word.head = verb.index
            elif word.relation == "apposition" and thing is not None and thing.kind == "PROPN":
                word.head = thing.index


def _verb_above(words: list[Word], word: Word) -> int:
    node = words[word.head]
    while node.kind not in ("VERB", "AUX") and node.head != node.index:
        node = words[node.head]
    return node.index


def _under(words: list[Word], word: Word, top: Word) -> bool:
    """Whether a word is in the phrase of another."""
    for _ in words:
        if word is not top:
            word = words[word.head]
    return word is top
