"""Claims to places: which candidate the words of a claim mean, and why [pure].

The choice goes by what the words say (a kind of place, the larger units it lies in), then by the
rest of the article (countries, first-level units, nearness), then by population. Where that does
not decide, nothing is chosen: an `Unlocated` says why, and keeps the unit that the text names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from geomap.model import (
    Claim,
    Level,
    Located,
    Place,
    Precision,
    Reason,
    Unlocated,
    together,
)
from geomap.places.districts.containment import (
    POINTLIKE,
    UNITS,
    beside,
    distance_km,
    inside,
    unit_of,
)
from geomap.places.districts.regions import NamedRegion, Regions
from geomap.places.gazetteers.candidates import Asked, Candidates
from geomap.places.names.keys import BY_SOUND, BY_SPELLING, folded
from geomap.places.names.table import BY_NAME_TABLE
from geomap.places.names.words import bare_name, plain_name
from geomap.places.resolving.bearings import Bearing, bearing_of, is_line
from geomap.places.resolving.doubts import (
    at_home_first,
    described,
    in_context,
    is_lonely,
    lies_in,
    rivals,
    told_apart,
)
from geomap.places.resolving.kinds import HINTERLAND_KM, of_kind
from geomap.places.resolving.ranking import Ranked, rank

Similar = Callable[[str, Collection[str | None]], Sequence[Place]]
"""A name and some countries to the places there that are spelled nearly like it."""

SUPPORTED = 0.2
"""Share of the best supported country from which a country belongs to the article."""
CLEAR_MARGIN = 0.5
"""Lead in score over all places in other countries that makes a name speak for its country."""
SHOWN = 8
"""Candidates that are kept with a claim."""

_PRECISION: Mapping[Level, Precision] = {
    "country": "country",
    "region": "region",
    "district": "district",
    "named_region": "inferred",
    "settlement": "point",
    "feature": "point",
}


def locate(
    claims: Sequence[Claim],
    candidates: Candidates,
    regions: Regions | None = None,
    context: Sequence[str] = (),
    similar: Similar | None = None,
) -> list[Located]:
    """Find the place of every claim of one article.

    Parameters
    ----------
    claims
        Claims of one article; their places are one another's context.
    candidates
        A name to the places that go by it: a gazetteer's ``lookup``,
        `geomap.places.geocoders.services.chain`, or a function over a dict. Where it raises
        `GeocodeError`, the claims of that name are `Unlocated` with its message.
    regions
        Named regions; the shipped ones by default.
    context
        Names of other places in the article.
    similar
        Asked for names that are not known, where the article or the sentence says in which
        countries they lie: a gazetteer's ``similar``. ``why`` keeps the spelling.

    Returns
    -------
    list of Located
        One for each claim, in the same order. ``precision`` is None where the place is `Unlocated`;
        ``members`` are the units of a named region; a country has none, so it colours nothing.

    Examples
    --------
    >>> from geomap.model import Claim
    >>> def candidates(name):
    ...     towns = {"Makiivka": [
    ...         Place(id="1", name="Makiivka", lon=37.9, lat=48.0, level="settlement",
    ...               country="UA", admin1="Donetsk Oblast", population=340_000)],
    ...       "Luhansk Oblast": [
    ...         Place(id="2", name="Luhansk Oblast", lon=39.0, lat=48.9, level="region",
    ...               country="UA", admin1="Luhansk Oblast", population=2_000_000)]}
    ...     return towns.get(name, [])
    >>> claim = Claim(id="c", article="a", place="Makiivka", within=("Luhansk Oblast",),
    ...               change="captured", trigger="captured", status="happened",
    ...               evidence="", start=0, end=0)
    >>> locate([claim], candidates)[0].place.reason
    'known only outside Luhansk Oblast: Makiivka (settlement, Donetsk Oblast, UA)'
    """
    article = _Article(claims, candidates, regions or Regions.load(), context)
    if similar is not None:
        article.respell(similar)
    return [article.locate(claim) for claim in claims]


class _Article:
    """What is known of the places of one article before a single claim is looked at."""

    def __init__(
        self,
        claims: Sequence[Claim],
        candidates: Candidates,
        regions: Regions,
        context: Sequence[str],
    ) -> None:
        self.regions = regions
        self.candidates = Asked(candidates)
        names = [name for claim in claims if (name := _name(claim))]
        boxes = [plain_name(name) for claim in claims for name in claim.within]
        others = [plain_name(name) for name in context]
        self.bearings = {name: found for name in names if (found := bearing_of(name))}
        anchors = [anchor for each in self.bearings.values() for anchor in each.anchors]
        self.names = list(dict.fromkeys(filter(None, [*names, *anchors, *boxes, *others])))
        self.within: dict[str, set[str]] = defaultdict(set)
        self.kinds: dict[str, set[Level]] = defaultdict(set)
        for claim in claims:
            if name := _name(claim):
                self.within[name].update(plain_name(box) for box in claim.within)
                if claim.place_kind:
                    self.kinds[folded(bare_name(name).name)].add(claim.place_kind)
        # "Fuzuli District" anywhere in the article says that there is one.
        for name in self.names:
            bare = bare_name(name)
            if bare.level:
                self.kinds[folded(bare.name)].add(bare.level)
        sides = [f"{claim.to_actor}; {claim.from_actor}" for claim in claims]
        self.actors = {name for side in sides for name in side.split("; ")}
        self.ranked = rank(self.names, self.candidates, self._said_inside)
        self._country_votes = self._votes()

    def respell(self, similar: Similar) -> None:
        """Give names that nobody knows the places spelled nearly so in the right countries."""
        suggested = False
        for name, boxes in self.within.items():
            around = {self.ranked[box][0].place.country for box in boxes if box in self.ranked}
            countries = self.countries(name) or around - {None}
            known = name in self.ranked or name in self.bearings
            if not known and countries and name[:1].isupper():
                bare = bare_name(name)
                alike = similar(bare.name, countries)
                if bare.level == "feature":  # "Thandwe airport" is no town or district
                    alike = [each for each in alike if each.level == "feature"]
                self.candidates.suggest(name, alike)
                suggested |= bool(self.candidates(name))
        if suggested:  # what was known is ranked as before
            self.ranked = rank(self.names, self.candidates, self._said_inside) | self.ranked

    def _said_inside(self, name: str, place: Place) -> float:
        """1 for a candidate inside a unit that the text names with it."""
        boxes = (box for other in self.within.get(name, ()) for box in self.candidates(other)[:5])
        return 1.0 if any(box.id != place.id and inside(place, box) for box in boxes) else 0.0

    def _votes(self) -> dict[str, tuple[str, float]]:
        """For each name the country it speaks for, and how loudly."""
        votes = {}
        for name, ranked in self.ranked.items():
            best = ranked[0]
            if best.place.country is None:
                continue
            rivals = [r for r in ranked[1:] if r.place.country != best.place.country]
            clear = not rivals or best.score - rivals[0].score > CLEAR_MARGIN
            if best.place.level == "country" or self.within.get(name):
                weight = 2.0
            elif clear and not best.place.source.endswith(BY_SOUND):
                weight = 1.0
            else:
                weight = 0.25
            votes[name] = (best.place.country, weight)
        return votes

    def countries(self, name: str) -> frozenset[str]:
        """Countries to which the article belongs by its other names; empty if not known."""
        total: dict[str, float] = defaultdict(float)
        for other, (country, weight) in self._country_votes.items():
            if other != name:
                total[country] += weight
        most = max(total.values(), default=0.0)
        if most < 2.0:  # a lone name is no context
            return frozenset()
        return frozenset(code for code, vote in total.items() if vote >= SUPPORTED * most)

    def _only_by_actors(self, name: str, countries: frozenset[str]) -> bool:
        """Whether the article belongs to some countries by who acts alone: "Russia took X"."""
        voting = {other for other, (code, _) in self._country_votes.items() if code in countries}
        return voting - {name} <= self.actors

    # ------------------------------------------------------------ one claim

    def locate(self, claim: Claim) -> Located:
        name = _name(claim)
        if name is None:
            return Located(claim=claim, place=Unlocated(reason=Reason("unnamed")))
        ranked = self.ranked.get(name, [])
        if ranked and ranked[0].place.source.endswith(BY_NAME_TABLE):
            return self._located(claim, ranked, None, Reason("by_table"), ())
        region = self._named_region(claim)
        if region is not None:
            return self._located_region(claim, region)
        if not ranked and name in self.bearings:
            return self._located_by(claim, name, self.bearings[name])
        boxes = self._boxes(claim, name)
        if not ranked:
            return self._unlocated(claim, boxes, self.candidates.reason(name))
        ranked = self._inside_namesake(claim, name, ranked)
        if boxes:
            kept = [r for r in ranked if lies_in(r.place, boxes)]
            if not kept:
                known = _described(ranked)
                outside = Reason("outside", where=boxes[0].name, known=known)
                return self._unlocated(claim, boxes, outside, ranked)
            ranked = kept
        else:
            countries = self.countries(name)
            only = {r.place.country for r in ranked} == {ranked[0].place.country}
            abroad = only and self._only_by_actors(name, countries)
            kept = [r for r in ranked if in_context(r, countries) or (only
                    and (r.place.level == "region"
                         or (abroad and not r.place.source.endswith(BY_SOUND))))]  # fmt: skip
            if not kept:
                where, known = tuple(sorted(countries)), _described(ranked)
                outside = Reason("outside_countries", where=where, known=known)
                return self._unlocated(claim, (), outside, ranked)
            ranked = at_home_first(kept, name, countries)
        kind, reason = self._kind(claim, name)
        ranked = of_kind(ranked, kind)
        if not boxes and is_lonely(ranked[0], self.ranked.values()):
            far = Reason("far", known=_described(ranked))
            return self._unlocated(claim, (), far, ranked)
        near = rivals(ranked)
        if near:
            known = told_apart([r.place for r in (ranked[0], *near[:3])])
            return self._unlocated(claim, boxes, Reason("ambiguous", known=known), ranked)
        return self._located(claim, ranked, kind, reason, boxes)

    def _named_region(self, claim: Claim) -> NamedRegion | None:
        if claim.place_kind not in (None, "named_region", "region"):
            return None
        for phrase in filter(None, (claim.canonical, claim.place)):
            found = self.regions.find(phrase, [*claim.within, *self.names])
            if found is not None:
                return found
        return None

    def _located_region(self, claim: Claim, region: NamedRegion) -> Located:
        place = region.place(matched=claim.place or "")
        return Located(
            claim=claim,
            place=place,
            precision="inferred",
            country=region.country,
            members=region.districts,
            candidates=(place,),
            why=Reason("region", count=len(region.districts)),
        )

    def _located_by(self, claim: Claim, name: str, bearing: Bearing) -> Located:
        """What the text gives by other places is no claim about these."""
        outer = tuple(box for box in claim.within if plain_name(box) not in bearing.anchors)
        given = replace(claim, canonical=None, place_kind=None, within=outer)
        found = [self.locate(replace(given, place=anchor)) for anchor in bearing.anchors]
        anchors = []
        for anchor, located in zip(bearing.anchors, found, strict=True):
            place = located.place
            if isinstance(place, Unlocated):
                reason = Reason("anchor", place=anchor, why=place.reason)
                return replace(located, claim=claim, place=Unlocated(reason=reason))
            if place.level not in POINTLIKE:
                reason = Reason("anchor_too_large", place=place.name, level=place.level)
                return Located(claim=claim, place=Unlocated(reason=reason), country=place.country)
            anchors.append(place)
        level: Level = "settlement" if claim.place_kind == "settlement" else "feature"
        box = next(iter(self._boxes(given, name)), None)
        units = box.district_ids if box is not None else ()
        place = bearing.place(anchors, plain_name(claim.place or name), level)
        return Located(
            claim=claim,
            place=place,
            precision=bearing.precision,
            district_id=units[0] if len(units) == 1 else None,
            country=place.country,
            anchors=tuple(anchors),
            candidates=(place,),
            why=Reason(bearing.precision, places=tuple(map(described, anchors))),
        )

    def _boxes(self, claim: Claim, name: str) -> list[Place]:
        """Larger places that the sentence puts the claim's place in; of homonyms the likely one."""
        own = folded(bare_name(name).name)
        for box_name in map(plain_name, claim.within):
            if folded(bare_name(box_name).name) == own:
                continue
            ranked = self.ranked.get(box_name)
            if not ranked:
                continue
            # A unit rather than its town: that is what a place lies in.
            best = ranked[0].place
            similar = [best] + [
                r.place
                for r in ranked[1:]
                if r.place.country == best.country and distance_km(r.place, best) <= HINTERLAND_KM
            ]
            return sorted(similar, key=lambda place: place.level not in (UNITS | {"country"}))
        return []

    def _inside_namesake(self, claim: Claim, name: str, ranked: list[Ranked]) -> list[Ranked]:
        """“Lviv, in Lviv Oblast” is the town: a unit does not lie within itself."""
        own = bare_name(name)
        plain = own.level is None and claim.place_kind is None
        for box_name in map(plain_name, claim.within):
            box = bare_name(box_name)
            larger = {box.level} if box.level else UNITS
            if folded(box.name) != folded(own.name) or not (plain or box.level):
                continue
            excluded = {"country", *(UNITS if plain else larger)}
            smaller = [r for r in ranked if r.place.level not in excluded]
            boxes = [r.place for r in self.ranked.get(box_name, []) if r.place.level in larger]
            kept = [r for r in smaller if lies_in(r.place, boxes[:1])] if boxes else smaller
            ranked = kept or smaller or ranked
        return ranked

    def _kind(self, claim: Claim, name: str) -> tuple[Level | None, str]:
        """Kind of place that is meant, and how that is known."""
        if claim.place_kind is not None:
            return claim.place_kind, Reason("text_says", level=claim.place_kind)
        bare = bare_name(name)
        if bare.level is not None:
            return bare.level, Reason("name_says", level=bare.level)
        elsewhere = self.kinds.get(folded(bare.name), set())
        units = elsewhere & UNITS
        if units and "settlement" not in elsewhere:
            kind: Level = "district" if "district" in units else "region"
            return kind, Reason("elsewhere", level=kind)
        return None, ""

    def _located(
        self,
        claim: Claim,
        ranked: Sequence[Ranked],
        kind: Level | None,
        reason: str,
        boxes: Sequence[Place],
    ) -> Located:
        best = ranked[0]
        place = best.place
        if place.level == "settlement" and claim.canonical and claim.place:
            # "the refinery" of Baiji is not Baiji.
            words = plain_name(claim.place)
            if bare_name(f"x {words}").level == "feature" == kind:
                place = beside(place, words)
        why = [reason]
        if boxes:
            why.append(Reason("within", place=boxes[0].name))
        if place.source.endswith(BY_SOUND):
            why.append(Reason("sounds_like", place=place.name))
        if BY_SPELLING in place.source:
            names, _, alike = place.source.partition(BY_SPELLING)[2].rpartition(", ")
            why.append(Reason("spelled_like", names=names, alike=alike.partition(" ")[0]))
        why.append(best.why)
        if place.level in UNITS and not place.district_ids:
            why.append(Reason("no_outline", level=place.level))
        if place.level == "feature" and "/" in place.id:
            why.append(Reason("at_town"))
        if kind in UNITS and place.level not in UNITS:
            why.append(Reason("stands_for", level=str(kind), other_level=place.level))
        precision = _precision(place, claim.place or "")
        return Located(
            claim=claim,
            place=place,
            precision=precision,
            district_id=unit_of(place, boxes),
            admin1=place.admin1,
            country=place.country,
            members=place.district_ids if precision == "inferred" else (),
            candidates=tuple(r.place for r in ranked[:SHOWN]),
            why=together(*why),
        )

    def _unlocated(
        self,
        claim: Claim,
        boxes: Sequence[Place],
        reason: str,
        ranked: Sequence[Ranked] = (),
    ) -> Located:
        """No point, but the unit that the text names with the place."""
        units = [box for box in boxes if len(box.district_ids) == 1]
        box = units[0] if units else boxes[0] if boxes else None
        return Located(
            claim=claim,
            place=Unlocated(reason=reason),
            district_id=box.district_ids[0] if box in units and box else None,
            admin1=box.admin1 if box else None,
            country=box.country if box else None,
            candidates=tuple(r.place for r in ranked[:SHOWN]),
            why=Reason("put_within", place=box.name) if box else "",
        )


def _name(claim: Claim) -> str | None:
    words = claim.canonical or claim.place
    return plain_name(words) if words and words.strip() else None


def _described(ranked: Sequence[Ranked]) -> tuple[Reason, ...]:
    """The likeliest candidates, each once."""
    return tuple(dict.fromkeys(described(each.place) for each in ranked[:3]))


def _precision(place: Place, words: str) -> Precision:
    """How exactly a place is known; ``words`` are those of the text."""
    if place.level == "feature" and (is_line(place.name) or is_line(words)):
        return "along"
    if place.level == "feature" and "/" in place.id:  # put at the town of its name
        return "near"
    if place.level == "named_region" and not place.district_ids:  # the Sahel, South Ossetia
        return "near"
    if place.level in UNITS and len(place.district_ids) != 1:
        # A unit that the layer lacks is drawn as a point; a larger one as what it consists of.
        return "inferred" if place.district_ids else "point"
    return _PRECISION[place.level]
