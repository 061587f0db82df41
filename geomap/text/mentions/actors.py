"""Who: the words for a state, a people or an armed group, brought to one name each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from geomap.text.syntax.grammar import obliques
from geomap.text.syntax.parse import GENITIVE, Tree, Word
from geomap.wordlists import any_of

_OUTSIDE = frozenset(
    {"relative", "participle", "apposition", "adverbial", "complement", "conjunct"}
)


# how the names that the tables of all languages share end
_GOVERNMENT = "government"
_OF_STATES = (_GOVERNMENT, "army", "forces")
_STATELESS = (" forces", " Front")
_PRONOUNS = frozenset({"relative", "complementiser", "anaphor"})
LONGEST = 5
"""Words of the longest name of a country: Democratic Republic of the Congo."""
_ACRONYM = 3
"""Letters of an acronym that may be a word when it is not in capitals."""


class Actors:
    """The table of actors of a language pack.

    Parameters
    ----------
    data
        The ``actors`` table: ``forces`` (nouns that stand for a side when a people's name
        precedes them), ``generic``, ``opposition`` and ``aliases`` (name to spellings).
    peoples
        Adjective or noun for a people to the country or side it stands for.
    """

    def __init__(self, data: dict[str, Any], peoples: dict[str, str]) -> None:
        spelled = {alias: name for name, aliases in data["aliases"].items() for alias in aliases}
        # "US" and "IS" are no words in lower case, and "their allies" are not the Allies
        plain = frozenset(data["capitalised"])
        self._capitals = {
            alias: name for alias, name in spelled.items() if _is_acronym(alias) or alias in plain
        }
        self._aliases = {
            alias.lower(): name for alias, name in spelled.items() if alias not in self._capitals
        }
        self._peoples = {people.lower(): name for people, name in peoples.items()}
        self._canonical = frozenset(data["aliases"])
        self._forces = frozenset(data["forces"])
        self._generic = frozenset(data["generic"])
        self._regular = self._generic | frozenset(data["regular"])
        self._opposition = frozenset(data["opposition"])
        self._described = self._opposition | {_GOVERNMENT}
        self.distinct = frozenset(data["distinct"])
        self._predecessors: dict[str, str] = data["predecessors"]
        self.leagues: list[dict[str, Any]] = data["leagues"]
        self.risings = frozenset(data["risings"])
        self.bystanders = frozenset(data["bystanders"])
        self._arms = frozenset(data["arms"])
        self._homes = tuple(data["origins"]) + tuple(data["within"])
        self._regime = str(data.get("government", "{adjective} government"))
        landless = frozenset(data.get("landless", ()))
        peoples = {each: name for each, name in peoples.items() if name not in landless}
        states = set(peoples.values())
        self._adjectives: dict[str, str] = {}
        for people, name in peoples.items():
            if not name.endswith(_STATELESS):
                self._adjectives.setdefault(name.lower(), people)
        self._speakers = frozenset(data["speakers"])
        self._speaking_for = frozenset(data["speaking_for"])
        self._determiner = re.compile(rf"^{any_of(data['determiners'])}\s+", re.IGNORECASE)
        self._ranks = self._forces | self._speakers | frozenset(data["roles"])
        self._countries = frozenset(name.lower() for name in states)
        self._groups = frozenset(
            name for name in data["aliases"] if name not in states and not name.endswith(_OF_STATES)
        )
        self._stateless = self._groups | {
            name
            for name in states.union(data["aliases"])
            if name.endswith(_STATELESS)
            and not any(self.state(each) for each in (name, *data["aliases"].get(name, ())))
        }

    def _leading(self, words: Sequence[str]) -> tuple[str | None, int]:
        """Country or side of the people that some words begin with, and how many name it."""
        for size in range(min(len(words), LONGEST), 0, -1):
            if country := self.country_of(" ".join(words[:size])):
                return country, size
        return None, 1

    def is_people(self, word: str) -> bool:
        """Whether a word is the name of a people ("Ukrainian", "Ukrainians")."""
        return self.country_of(word) is not None

    def country_of(self, word: str) -> str | None:
        """Country or side that the name of a people stands for."""
        lower = word.lower().removesuffix("'s").removesuffix("’s")
        return self._peoples.get(lower) or (
            self._peoples.get(lower[:-1]) if lower.endswith("s") else None
        )

    def is_actor(self, text: str) -> bool:
        """Whether the whole text is a known spelling of an actor, or a people."""
        return self._known(text) is not None or self.is_people(text)

    def _known(self, text: str) -> str | None:
        return self._capitals.get(text) or self._aliases.get(text.lower())

    def state(self, text: str) -> str | None:
        """Adjective of the country that a word names, as a country or as a people."""
        country = self.country_of(text) or text
        return self._adjectives.get(country.lower())

    def state_of(self, word: Word) -> str | None:
        """As `state`, for a word that may be inflected."""
        found = [self.state(text) for text in word.spellings]
        found += [self.state(self._aliases.get(form.lower(), form)) for form in word.forms]
        return next((each for each in found if each), None)

    def state_at(self, words: Sequence[Word]) -> tuple[str | None, int]:
        """Adjective of the country whose name of several words comes first, and how many they are.

        "South Sudanese" names no Sudanese, and the Central African Republic is a country.
        """
        for size in range(len(words), 1, -1):
            if state := self.state(" ".join(word.text for word in words[:size])):
                return state, size
        return None, 1

    def states(self) -> Iterator[tuple[str, str]]:
        """Countries and the adjectives for them."""
        yield from self._adjectives.items()

    def government(self, adjective: str) -> str:
        """Government of a country, by its name where the table has one."""
        name = self._regime.format(adjective=adjective, country=self.country_of(adjective))
        return str(self._aliases.get(name.lower(), name))

    def standing(self, name: str, others: Collection[str] = ()) -> str | None:
        """As `side`, but None for a person or a unit that no table knows.

        ``others`` are words that the article uses for persons and places.
        """
        if self.is_known(name):
            return self.side(name)
        words = name.split()
        ranked = any(part in self._ranks for part in re.findall(r"\w+", name.lower()))
        person = words[-1] in others or name.endswith(("'s", "’s"))
        return None if ranked or person or not words[-1][0].isupper() else name

    def is_known(self, name: str) -> bool:
        """Whether a name is that of a side of the table, a people's, or describes a side."""
        words = name.split()
        described = words[-1].lower() in self._described
        return self.is_side(name) or described or self._leading(words)[0] is not None

    def group_name(self, name: str | None, sides: Counter[str]) -> str | None:
        """Rebels as an article calls them: "rebels" are Libyan ones where its sides name these."""
        if name is not None and (self.is_group(name) or self.is_bare(name)):
            name = name.lower()
        if name is None or name not in self.risings:
            return name
        whole = f" {self._plural(name)}"
        named = [(count, side) for side, count in sides.items() if side.endswith(whole)]
        return max(named)[1] if named else whole.strip()

    def _plural(self, noun: str) -> str:
        """Noun for a group: of "rebel" and "rebels" the second."""
        return f"{noun}s" if f"{noun}s" in self._opposition else noun

    def then(self, name: str, sides: Collection[str]) -> str:
        """Name of the state of those days, where the article has it too: Turks of Ottoman times."""
        earlier = self._predecessors.get(name)
        return earlier if earlier is not None and earlier in sides else name

    def is_vague(self, name: str) -> bool:
        """Whether a name only describes ("40 insurgents"), and says not whose."""
        named = self.is_side(name) or name in self.risings
        return not named and self._leading(name.split())[0] is None

    def is_party(self, word: Word) -> bool:
        """Whether a word can head the name of a side, or describes one."""
        return self.is_force(word) or word.lower in self._opposition

    def is_country(self, text: str) -> bool:
        """Whether a text is the name of a country whose people the table knows."""
        return text.lower() in self._countries

    def side(self, name: str) -> str:
        """Side that an actor belongs to: "Armenian forces" and "Armenia" are one side."""
        words = name.split()
        if words and words[-1].lower() not in self._opposition:
            country, size = self._leading(words)
            # the Libyan National Army is a side of its own, and Russian peacekeepers are Russia's
            own = name in self._groups and not self._forces.issuperset(map(str.lower, words[size:]))
            if country and len(words) > size and not own:
                return country
        if len(words) > 1 and words[-1] == _GOVERNMENT:
            return " ".join(words[:-1])
        return name

    def sides(self, name: str) -> frozenset[str]:
        """Sides that a name stands for, whoever wrote it: "Bosnian Serb forces (VRS)" are the VRS.

        Names are those of documents, read by the table alone: the longest of its spellings in
        them, else their people.
        """
        found = set()
        for part in filter(None, map(str.strip, re.split(r"[();]", name))):
            words = self._determiner.sub("", part).split()
            pieces = (
                " ".join(words[first : first + size])
                for size in range(len(words), 0, -1)
                for first in range(len(words) - size + 1)
            )
            side = self.side(next(filter(None, map(self._known, pieces)), part))
            found.add((self._known(side) or side).lower())
        return frozenset(found)

    def is_group(self, name: str) -> bool:
        """Whether a name only describes ("militants"), so that "the" points back."""
        return self._opposition.issuperset(name.lower().split())

    def is_bare(self, name: str) -> bool:
        """Whether a name is nothing but a noun for a state's forces ("army")."""
        words = set(name.lower().split())
        return bool(words & self._generic) and words <= self._regular | self._forces

    def is_arms(self, name: str) -> bool:
        """Whether a name says what comes and not who: "tanks", "attackers"."""
        return name.split()[-1].lower() in self._arms

    def is_armed_group(self, name: str) -> bool:
        """Whether a name of the table is neither a state nor its government."""
        return name in self._groups and name not in self.bystanders

    def is_stateless(self, name: str) -> bool:
        """Whether a name of the table is that of a group or a people without a state."""
        return name in self._stateless and name not in self.bystanders

    def is_armed(self, text: str) -> bool:
        """Whether a word is a known spelling of an armed group."""
        name = self._known(text)
        return name is not None and self.is_armed_group(name)

    def is_force(self, word: Word) -> bool:
        """Whether a word can head the name of an armed or governing side."""
        return word.among(self._forces)

    def named(self, text: str) -> str | None:
        """One name for a spelling that the table has."""
        cleaned = self._determiner.sub("", text.strip())
        cleaned = cleaned.removesuffix("'s").removesuffix("’s")
        return self._known(cleaned)

    def is_side(self, name: str) -> bool:
        """Whether a name is that of a state or of a group of the table, not a description."""
        return name in self._canonical or self.is_country(self.side(name))

    def name(self, tree: Tree, word: Word, usual: Counter[str] | None = None) -> str | None:
        """Name of the actor that a noun phrase stands for.

        Parameters
        ----------
        tree, word
            Head of the phrase.
        usual
            Countries by how often the article names their people; "the army" is then the army
            of the first, if one is named at all.

        Returns
        -------
        str or None
            None for a pronoun, or a phrase that is no actor.
        """
        if word.kind == "PRON" or word.roles & _PRONOUNS:
            return None
        phrase = _core(tree, word, tree.subtree(word, without=_OUTSIDE))
        counted = word.kind != "PROPN"
        while counted and phrase[0] is not word and phrase[0].kind in ("NUM", "DET"):
            phrase = phrase[1:]  # "some fifty soldiers"
        while phrase[-1].kind == "PART" and phrase[-1] is not word:
            phrase = phrase[:-1]  # "the rebels'"
        text = tree.cut(phrase[0].start, phrase[-1].end)
        text = self._determiner.sub("", text)
        if whole := self.named(text):
            return whole
        text = _spellings(tree, phrase, word)[1] if word.forms else text
        if joint := self._of_peoples(tree, word):
            return joint
        if known := self._within(tree, phrase, word):
            return known
        if word.kind not in ("NOUN", "PROPN", "ADJ", "NUM", "DET", "X"):
            return None
        if country := self._of_people(phrase, word):
            return country
        if word.among(self._speakers):
            return self._spoken_for(tree, word, usual)
        described = any(each.text[0].isupper() and each is not word and each.kind != "DET"
                        and each.lower not in self._regular for each in phrase)  # fmt: skip
        if word.lower in self._generic and usual and not described:
            if government := self._government(usual):
                return government
        if not (self.is_force(word) or word.kind == "PROPN" or word.label in ("ORG", "NORP")):
            return None
        return self._rising_of(tree, word) or text

    def _within(self, tree: Tree, phrase: list[Word], word: Word) -> str | None:
        """Actor whom some words of a phrase name, the longest run of them first."""
        split = self._within_people(phrase)
        for size in range(len(phrase), 0, -1):
            for first in range(len(phrase) - size + 1):
                if first in split:
                    continue
                piece = phrase[first : first + size]
                spelled = _spellings(tree, piece, word)
                known = next(filter(None, map(self._known, spelled)), None)
                if known and word not in piece and self._risen_against(word, known):
                    continue
                if known and (size > 1 or piece[0].kind in ("PROPN", "NOUN", "ADJ")):
                    return known
        return None

    def _risen_against(self, word: Word, known: str) -> bool:
        """Whether "Myanmar rebels" are no side of the state that stands before the noun."""
        return word.lower in self.risings and self.is_country(known)

    def _rising_of(self, tree: Tree, word: Word) -> str | None:
        """Rebels of a country in "rebels in Mali" and "rebels from Mali"."""
        if word.lower not in self.risings:
            return None
        where = (self.state_of(child) for child in obliques(tree, word, self._homes))
        whole = (f"{people} {self._plural(word.lower)}" for people in where if people)
        return next((str(self._aliases.get(name.lower(), name)) for name in whole), None)

    def _government(self, usual: Counter[str]) -> str | None:
        """Government of the country that the article names most; by its name where it has one."""
        first = usual.most_common(1)[0][0]
        group = self.is_armed_group(self.country_of(first) or "")  # no state: "Houthi"
        return None if group else self.government(first)

    def _spoken_for(self, tree: Tree, word: Word, usual: Counter[str] | None) -> str | None:
        """Side that an official speaks for: "a spokesman for X", "the army commander"."""
        for child in tree.children(word, "oblique", "possessor", "modifier"):
            if child.relation == "oblique" and child.adposition not in self._speaking_for:
                continue
            if child.kind != "PRON" and child.lower not in self._speakers:
                if name := self.name(tree, child, usual):
                    return name
        return None

    def _within_people(self, phrase: list[Word]) -> set[int]:
        """Words of a phrase behind the first of a people's: "South Sudanese" are no Sudanese."""
        inside: set[int] = set()
        for first in range(len(phrase)):
            size = self._leading([each.text for each in phrase[first:]])[1]
            inside.update(range(first + 1, first + size))
        return inside

    def _of_peoples(self, tree: Tree, word: Word) -> str | None:
        """Countries behind "Chinese and American troops"; None for those of one alone."""
        if not self.is_force(word):
            return None
        peoples = [
            each.text
            for people in tree.children(word, "modifier")
            for each in (people, *tree.children(people, "conjunct"))
        ]
        found = {text: country for text in peoples if (country := self.country_of(text))}
        names = dict.fromkeys(
            self._known(f"{text} {word.text}") or str(self._aliases.get(country.lower(), country))
            for text, country in found.items()
        )
        return "; ".join(names) if len(names) > 1 else None

    def _of_people(self, phrase: list[Word], word: Word) -> str | None:
        """Country behind "Ukrainian troops", "Russia's army" or "the Ukrainians"."""
        for first, each in enumerate(phrase):
            several, size = self._leading([other.text for other in phrase[first:]])
            known = (self.country_of(text) for text in each.spellings)
            country = several if size > 1 else next((name for name in known if name), None)
            if country is None and each is not word and self.is_country(each.text):
                country = each.text
            if country is None:
                continue
            country = str(self._aliases.get(country.lower(), country))
            if each is word or self.is_force(word) or word.kind == "PROPN":
                own = country in self._groups or country.split()[-1] in self._opposition
                if word.lower in self._opposition and not own:
                    people = " ".join(other.text for other in phrase[first : first + size])
                    people = self.state(country) or people
                    return f"{people} {self._plural(word.lower)}"
                return country
        return None


def _is_acronym(alias: str) -> bool:
    return len(alias) <= _ACRONYM and alias.isupper() and alias.isalpha()


def _spellings(tree: Tree, piece: list[Word], head: Word) -> list[str]:
    """Words of a piece of a phrase as written, and with its head and adjectives in base form."""
    written = tree.cut(piece[0].start, piece[-1].end)
    if len(piece) == 1:
        return [written, *piece[0].forms]
    if not any(each.forms for each in piece):
        return [written]
    agreeing = [each is head or (each.head == head.index and each.kind == "ADJ") for each in piece]
    based = [each.forms[0] if agrees and each.forms else each.text
             for each, agrees in zip(piece, agreeing, strict=True)]  # fmt: skip
    return [written, " ".join(based)]


def _in_name(word: Word) -> bool:
    """Whether a word belongs to a name with "of" in it: "Army of Republika Srpska"."""
    return word.lower == GENITIVE or (word.adposition == GENITIVE and word.kind == "PROPN")


def _core(tree: Tree, word: Word, phrase: list[Word]) -> list[Word]:
    """Part of a phrase around its head without gaps."""
    indices = {
        each.index
        for each in phrase
        if each is word
        or each.kind == "PART"
        or (each.relation != "case" and not each.adposition)
        or _in_name(each)
    }
    first = last = word.index
    while first - 1 in indices:
        first -= 1
    while last + 1 in indices:
        last += 1
    while first < word.index and tree.words[first].kind == "ADP":
        first += 1
    while last > word.index and tree.words[last].kind in ("ADP", "PUNCT", "CCONJ"):
        last -= 1
    return tree.words[first : last + 1]
