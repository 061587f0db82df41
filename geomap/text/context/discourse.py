"""What the article has said so far: places to which "the city" can refer, actors, the day reached.

An antecedent is chosen by how recently it was named, whether a claim was about it, how often
the article names it, and whether its kind fits the noun that refers back to it. The weights are
few and round; they were set on the project's own cases, not fitted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations

from geomap.model import Level, When

_RECENCY = 0.75
_CLAIMED = 0.6
_TOPIC = 0.5
_FIT = {"said": 1.0, "known": 0.8, "unknown": 0.7}
_GROUND = 0.5
_PARAGRAPH = 0.5


@dataclass(frozen=True, slots=True)
class Referring:
    """Nouns that refer back, by what they may mean.

    ``broad`` ones may mean a place called something else; ``quarters`` and ``facilities`` each
    other; ``loose`` ones whatever has a noun beside it.
    """

    broad: frozenset[str] = frozenset()
    quarters: frozenset[str] = frozenset()
    facilities: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()


@dataclass(slots=True)
class Entity:
    """A named place of the article.

    ``nouns`` are the generic nouns the text put beside the name, ``levels`` what they imply and
    what the lexicon knows.
    """

    name: str
    nouns: set[str] = field(default_factory=set)
    levels: set[str] = field(default_factory=set)
    known: frozenset[str] = frozenset()
    count: int = 0
    last: int = -1
    claimed: int = -10
    weight: float = 1.0
    paragraph: int = -1


@dataclass(slots=True)
class Discourse:
    """Memory of one article, filled sentence by sentence.

    ``news`` tells that undated sentences are about the day of publication; in an encyclopaedic
    narrative they are about the day last named. ``stateless`` tells that a party of no state
    of its own is named, ``uprising`` that rebels or militants are told of; ``states`` are the
    sides that are states, ``introduced`` groups that the text says are one, and ``armies`` whose
    each noun of theirs was said to be: "the Malian army"; ``persons`` are surnames, and ``people``
    whose sides they and the letters of groups stand for; ``strangers`` slots of claims whose
    sentence names an actor of no side that can be told; ``here`` is where it was
    written, by a dateline.
    """

    published: date | None = None
    news: bool = False
    martial: bool = False
    first_day: date | None = None
    entities: dict[str, Entity] = field(default_factory=dict)
    countries: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    sentence: int = 0
    paragraph: int = 0
    narrative: When | None = None
    day: date | None = None
    planned: dict[str, tuple[int, date]] = field(default_factory=dict)
    sides: Counter[str] = field(default_factory=Counter)
    home: str | None = None
    passing: set[str] = field(default_factory=set)
    mentions: list[tuple[int, str]] = field(default_factory=list)
    allied: list[tuple[str, str]] = field(default_factory=list)
    opposed: list[tuple[str, str]] = field(default_factory=list)
    background: set[str] = field(default_factory=set)
    strangers: set[tuple[str, str]] = field(default_factory=set)
    nouns: Referring = field(default_factory=lambda: Referring())
    persons: frozenset[str] = frozenset()
    people: dict[str, str] = field(default_factory=dict)
    year: int | None = None
    actor: str | None = None
    joint: dict[frozenset[str], str] = field(default_factory=dict)
    group: str | None = None
    groups: dict[str, set[str]] = field(default_factory=dict)
    introduced: set[str] = field(default_factory=set)
    stateless: bool = False
    uprising: bool = False
    states: set[str] = field(default_factory=set)
    armies: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    title: str = ""
    here: str | None = None

    def usual(self) -> Counter[str]:
        """Adjectives of states by how likely "the army" is theirs: home before the most named.

        None of those named in passing: a state named once, in which no place of the article lies.
        Nor does it follow from where the places lie alone whose "the army" is: the text names that
        country, or a group that fights its state. Of two states at war it is neither's.
        """
        if self._between_states():
            return Counter()
        near = Counter({each: count for each, count in self.countries.items()
                        if each not in self.passing})  # fmt: skip
        most = max(near.values(), default=0)
        home = self.home or ""
        if self.home is None or 3 * near[home] + 3 < most:
            return near
        tied = near[home] or self.stateless
        # whose people the table does not know: not those of a neighbour
        return near + Counter({home: most + 1}) if home and tied else Counter()

    def _between_states(self) -> bool:
        """Whether two states are at war here: said to be, or the only sides and no allies."""
        friends = set(map(frozenset, self.allied))
        pairs = [frozenset(pair) for pair in combinations(sorted(self.states), 2)]
        return any(pair in map(frozenset, self.opposed) for pair in pairs) or not (
            self.stateless or self.uprising or friends.issuperset(pairs)
        )

    def latest(self) -> list[str]:
        """Two places named last, in order of the text."""
        return [each.name for each in sorted(self.entities.values(), key=lambda e: e.last)[-2:]]

    def sole_group(self) -> str | None:
        """Armed group of an article that names no other."""
        return next(iter(self.groups)) if len(self.groups) == 1 else None

    def rising(self, nouns: Iterable[str]) -> str | None:
        """Rebels that the article names most, for "the fighters", by the nouns for them."""
        ends = tuple(nouns)
        named = [(count, name) for name, count in self.sides.items() if name.endswith(ends)]
        return max(named)[1] if named else None

    def see(
        self,
        name: str,
        known: frozenset[str],
        noun: str = "",
        level: str = "",
        *,
        ground: bool = False,
    ) -> Entity:
        """Note that a place is named in the sentence being read.

        ``ground`` tells that the name only says where another thing is ("outside Samarra"):
        it is then a weaker antecedent than what stands in the foreground.
        """
        entity = self.entities.setdefault(name.lower(), Entity(name=name))
        entity.known = entity.known | known
        entity.count += 1
        entity.weight = _GROUND if ground and entity.last != self.sentence else 1.0
        entity.last = self.sentence
        entity.paragraph = self.paragraph
        if noun:
            entity.nouns.add(noun)
            entity.levels.add(level)
        return entity

    def pass_by(self, name: str) -> None:
        """Note a name that nothing points back to, and that is no side either."""
        self.entities.setdefault(name.lower(), Entity(name=name, last=-10))

    def last_claimed(self) -> list[str]:
        """Places of the last claims, if they were made within the last two sentences."""
        last = max((each.claimed for each in self.entities.values()), default=-10)
        if self.sentence - last > 2:
            return []
        return [each.name for each in self.entities.values() if each.claimed == last]

    def just_claimed(self, name: str) -> bool:
        """Whether a claim of this sentence or the one before was about a place."""
        entity = self.entities.get(name.lower())
        return entity is not None and self.sentence - entity.claimed < 2

    def told_of(self, name: str) -> bool:
        """Whether a claim was about a place of this name."""
        entity = self.entities.get(name.lower())
        return entity is not None and entity.claimed >= 0

    def plan(self, day: date, place: str = "") -> None:
        """Note that something is due on a day, at a place or wherever the text is."""
        self.planned[place.lower()] = (self.sentence, day)

    def planned_for(self, place: str) -> date | None:
        """Day on which a place was to change hands, as last told."""
        known = [self.planned[key] for key in ("", place.lower()) if key in self.planned]
        return max(known)[1] if known else None

    def claimed(self, name: str, kind: Level | None = None) -> None:
        """Note that a claim was about a place."""
        if not name:
            return
        new = Entity(
            name=name,
            last=self.sentence,
            paragraph=self.paragraph,
            levels={"feature"} if kind == "feature" else set(),
        )
        self.entities.setdefault(name.lower(), new).claimed = self.sentence

    def antecedent(
        self, noun: str, level: Level, here: Mapping[str, frozenset[str]] | None = None
    ) -> str | None:
        """Name of the place that "the city" or "the district" stands for; None if none fits.

        ``here`` are the names before it in its own sentence, with what the lexicon knows.
        """
        candidates = dict(self.entities)
        for name, known in (here or {}).items():
            seen = candidates.get(name.lower(), Entity(name=name))
            candidates[name.lower()] = replace(
                seen,
                known=seen.known | known,
                last=self.sentence,
                weight=1.0,
                paragraph=self.paragraph,
            )
        said = {key for key, each in candidates.items() if noun in each.nouns}
        if said and noun not in self.nouns.broad:  # "the peninsula" is one that was called so
            candidates = {key: candidates[key] for key in said}
        best: tuple[float, int, str] | None = None
        busiest = max(self.total.values(), default=1)
        for entity in candidates.values():
            fit = self._fit(entity, noun, level)
            if fit == 0 or entity.last < -2:  # passed by
                continue
            score = entity.weight * _RECENCY ** min(self.sentence - entity.last, 20)
            score += _PARAGRAPH * entity.weight * (entity.paragraph == self.paragraph)
            score += _CLAIMED * _RECENCY ** (self.sentence - entity.claimed or -1)
            score += _TOPIC * self.total[entity.name.lower()] / busiest
            score += _TOPIC * (entity.name.lower() in self.title)
            ranked = (score * fit, entity.last, entity.name)
            best = max(best, ranked) if best else ranked
        if best:
            return best[2]
        return self._topic(noun, level)

    def known(self, name: str) -> frozenset[str]:
        """What the lexicon knows of a name of the article, given in lower case."""
        return self._known.get(name, frozenset())

    def spelling(self, name: str) -> str:
        """A name of the article as first written, given in lower case."""
        return self._spelled.get(name, name)

    def recent(self) -> Entity | None:
        """Place named last, within two sentences; one named as a unit beats a bare name."""
        near = [
            each
            for each in self.entities.values()
            if self.sentence - each.last <= 2 and "country" not in each.known
        ]
        return max(
            near,
            key=lambda each: (each.last, bool(each.levels - {"settlement"}), each.name),
            default=None,
        )

    def topic(self) -> str | None:
        """Place that the article names most."""
        places = [each for each in self.total.items() if self.sure[each[0]]]
        best = max(places, key=lambda each: (each[1], each[0]), default=None)
        return self._spelled[best[0]] if best else None

    def _topic(self, noun: str, level: Level) -> str | None:
        """Place that the article names most, when nothing fitting was named before."""
        for name, count in self.total.most_common(12):
            entity = Entity(name=name, known=self._known.get(name, frozenset()))
            if (count > 1 or name in self.title) and self._fit(entity, noun, level):
                return self._spelled.get(name, name)
        return None

    _known: dict[str, frozenset[str]] = field(default_factory=dict)
    _spelled: dict[str, str] = field(default_factory=dict)
    sure: dict[str, bool] = field(default_factory=lambda: defaultdict(bool))

    def foresee(self, name: str, known: frozenset[str], *, sure: bool) -> None:
        """Count a name of the whole article before it is read sentence by sentence."""
        self.total[name.lower()] += 1
        self.sure[name.lower()] |= sure
        self._known[name.lower()] = known
        self._spelled.setdefault(name.lower(), name)

    def _fit(self, entity: Entity, noun: str, level: Level) -> float:
        last = entity.name.rsplit(maxsplit=1)[-1].lower()
        if last in entity.nouns and level not in entity.levels:
            return 0.0  # a name with "Province" in it is no town
        if noun in entity.nouns or (level in entity.levels and level != "feature"):
            return _FIT["said"]
        if noun in self.nouns.facilities and "feature" in entity.levels:
            return _FIT["known"]
        if level == "feature":
            return _FIT["said"] * bool(
                noun in self.nouns.quarters and entity.nouns & self.nouns.quarters
            )
        if noun in self.nouns.quarters and entity.nouns & self.nouns.quarters:
            return _FIT["said"]
        if noun in self.nouns.loose and entity.nouns:
            return _FIT["unknown"]
        if "country" in entity.known and level != "country":
            return 0.0
        if level in entity.known:
            return _FIT["known"]
        if level == "settlement" and not entity.known and not entity.levels:
            return _FIT["known" if entity.claimed == self.sentence else "unknown"]
        if level == "district" and not entity.known and not entity.levels:
            return _FIT["unknown"] / 2
        return 0.0
