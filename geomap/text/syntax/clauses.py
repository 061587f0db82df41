"""Slips about which verb governs what, mended like the rest in `mending`."""

from __future__ import annotations

from geomap.text.syntax.parse import Word

SUBJECTS = ("subject", "passive_subject")
AUXILIARIES = ("auxiliary", "passive_auxiliary")
PLACES = ("GPE", "LOC", "FAC")
NAMED = ("NORP", "ORG", "GPE", "LOC", "FAC", "PERSON")


def stranded_subjects(words: list[Word]) -> None:
    """“The city was in fact occupied”: the subject belongs to the verb, not to its auxiliary."""
    for word in words:
        helper = words[word.head]
        if word.relation in SUBJECTS and helper.relation in AUXILIARIES:
            word.head = helper.head
            if helper.relation == "passive_auxiliary":
                word.relation = "passive_subject"


def names_as_verbs(words: list[Word]) -> None:
    """“fell to ISIL”: a name after "to" is no infinitive."""
    for word in words:
        to = words[word.index - 1] if word.index else None
        if word.tag == "VB" and word.label in NAMED and word.text[0].isupper() and to is not None:
            if "infinitive" in to.roles and to.head == word.index != word.head:
                to.tag, to.relation, to.head, word.head = "IN", "case", word.head, to.index
                word.tag, word.kind, word.relation = "NNP", "PROPN", "oblique"
        finite = word.tag in ("VB", "VBP", "VBD")
        if finite and word.relation == "oblique_clause" and word.text[0].isupper():
            word.tag, word.kind, word.relation = "NNP", "PROPN", "oblique"  # "districts of Hit"


def told_in_the_present(words: list[Word]) -> None:
    """“The army marches into X”: a noun with a subject that governs a sentence is its verb."""
    for word in words:
        if word.kind == "NOUN" and word.relation == "root" and dependent(words, word, SUBJECTS):
            if dependent(words, word, ("determiner", "possessor", "modifier")) is None:
                word.kind, word.tag = "VERB", "VBZ" if word.tag == "NNS" else "VBP"


def told_in_passing(words: list[Word]) -> None:
    """“At X, occupied on Monday, two ships were sunk”: X was occupied, and not the ships."""
    for verb in words[3:]:
        own = (*SUBJECTS, *AUXILIARIES, "object", "marker")
        if verb.tag not in ("VBD", "VBN") or words[verb.index - 1].text != ",":
            continue
        if verb.relation not in ("adverbial", "root") or dependent(words, verb, own):
            continue
        name = words[verb.index - 2]
        while name.relation in ("modifier", "determiner", "punct") and name.head > name.index:
            name = words[name.head]
        if _renamed(words, name, verb):
            continue
        adposition = words[name.head]
        main = next((each for each in words[verb.index + 1 :] if dependent(words, each, SUBJECTS)
                     and (each.index == verb.head or (each.head == verb.index
                          and each.relation in ("adverbial", "complement", "parataxis")))),
                    None)  # fmt: skip
        if main is None or name.relation != "oblique" or name.label not in NAMED:
            continue
        if adposition.relation != "case" or adposition.head not in (verb.index, main.index):
            continue
        if main.head == verb.index:
            main.head, main.relation = main.index, "root"
        adposition.head = main.index
        verb.head, verb.relation, verb.tag = name.index, "participle", "VBN"


def _renamed(words: list[Word], name: Word, verb: Word) -> bool:
    """Whether “only X, annexed in 1993, remained” is mended: X was annexed, and remained."""
    main = words[verb.head]
    adverbial = verb.tag == "VBN" and verb.relation == "adverbial" and main.index > verb.index
    if not adverbial or name.relation != "apposition" or name.label not in PLACES:
        return False
    if dependent(words, main, SUBJECTS):
        return False
    make_subject(words, name, main)
    verb.head, verb.relation = name.index, "participle"
    return True


def predicates(words: list[Word]) -> None:
    """“X was theirs”: not two that were, but one that was the other."""
    for word in words:
        verb = words[word.head]
        if word.relation == "oprd" and word.tag == "VBN":
            word.relation = "complement"  # "was declared taken"
        if word.relation != "subject" or "copula" not in verb.roles or word.index < verb.index:
            continue
        subject = dependent(words, verb, ("subject",))
        if subject is not None and subject.index < verb.index:
            word.relation = "attribute"


def participles_first(words: list[Word]) -> None:
    """“Its troops, helped by Y, had seized Z”: the troops are the subject of "seized"."""
    for verb in words:
        main = words[verb.head]
        if verb.tag == "VBN" and verb.relation in SUBJECTS:
            inner = dependent(words, verb, SUBJECTS)
            if inner is not None and words[verb.index - 1].text == ",":
                inner.head, inner.relation = verb.head, verb.relation
                verb.head, verb.relation = inner.index, "participle"
                continue
        if (
            verb.tag not in ("VBN", "VBG")
            or verb.relation != "adverbial"
            or main.index < verb.index
        ):
            continue
        subject = dependent(words, verb, SUBJECTS)
        if subject is None or words[verb.index - 1].text != "," or dependent(words, main, SUBJECTS):
            continue
        if dependent(words, verb, AUXILIARIES) is None:
            make_subject(words, subject, main)
            verb.head, verb.relation = subject.index, "participle"


def reduced_relatives(words: list[Word]) -> None:
    """“X, lost on Monday, was entered on Friday”: the second verb is that of the sentence."""
    for verb in words:
        if verb.tag not in ("VBD", "VBN") or verb.index < 2 or verb.relation == "conjunct":
            continue
        subject = dependent(words, verb, SUBJECTS)
        helped = dependent(words, verb, AUXILIARIES) is not None
        if subject is None or helped:
            continue
        if all(each.text != "," for each in words[subject.index : verb.index]):
            continue
        main = dependent(words, verb, ("conjunct",))
        above = words[verb.head]
        if main is None and verb.relation in ("parataxis", "adverbial", "dep", "complement"):
            main = above if above.index > verb.index else _sibling(words, verb)
        if main is None or main.tag not in ("VBD", "VBN", "VBZ", "VBP"):
            continue
        own = [each for each in words if each.head == main.index and each.index < main.index]
        opening = min(
            [each.index for each in own if each.relation in AUXILIARIES], default=main.index
        )
        joined = any(each.relation == "cc" and each.head == verb.index for each in words)
        if joined or words[opening - 1].text != "," or dependent(words, main, SUBJECTS):
            continue
        if main is not above:
            main.head = main.index if verb.head == verb.index else verb.head
            main.relation = verb.relation
        make_subject(words, subject, main)
        for marker in words[: subject.index]:
            if marker.head == verb.index and marker.relation == "marker":
                marker.head = main.index  # "said that its troops, helped by Y, had seized Z"
        verb.head, verb.relation, verb.tag = subject.index, "participle", "VBN"


def _sibling(words: list[Word], verb: Word) -> Word | None:
    """Second of two complements that a parser gave one verb."""
    return next((each for each in words[verb.index + 1 :]
                 if (each.head, each.relation) == (verb.head, "complement")), None)  # fmt: skip


def dependent(words: list[Word], head: Word, relations: tuple[str, ...]) -> Word | None:
    """First word that hangs on another in one of some ways."""
    return next(
        (
            each
            for each in words
            if each.head == head.index and each.relation in relations and each is not head
        ),
        None,
    )


def make_subject(words: list[Word], word: Word, verb: Word) -> None:
    """Hang a word on a verb as its subject, or as what is done to it where that is passive."""
    passive = dependent(words, verb, ("passive_auxiliary",)) is not None
    word.head, word.relation = verb.index, "passive_subject" if passive else "subject"
