"""Why: the words, rules, dates and places behind a claim, and what was tried on a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from geomap.errors import InputError
from geomap.model import Claim, Located, Place, Reading, Unlocated
from geomap.model.elsewhere import named_elsewhere

_MOST = 6
"""Candidates of a place that are listed."""


def explain(readings: Iterable[Reading], located: Iterable[Located], what: str) -> str:
    """Explain a claim by its id, or a sentence by some of its words.

    Parameters
    ----------
    readings, located
        What was read, and where its claims are.
    what
        Id of a claim (or its beginning), or words of a sentence.

    Returns
    -------
    str
        Lines of text.

    Raises
    ------
    InputError
        If nothing has that id and no sentence has those words.
    """
    readings = list(readings)
    places = {each.claim.id: each for each in located}
    claims = [claim for reading in readings for claim in reading.claims]
    chosen = meant(claims, what)
    parts = [explained_claim(claim, places.get(claim.id), claims) for claim in chosen]
    parts.extend(_tried(reading, what) for reading in readings if not chosen)
    text = "\n\n".join(part for part in parts if part)
    if not text:
        known = ", ".join(claim.id for claim in claims[:8]) or "none"
        raise InputError(f"{what!r}: no claim with this id and no sentence with these words; "
                         f"claims are {known}")  # fmt: skip
    return text


def meant(claims: Iterable[Claim], what: str) -> list[Claim]:
    """Claims of an id (or its beginning), else those whose sentence has some words.

    Raises
    ------
    InputError
        If there are no words: every sentence would have them.
    """
    if not what.strip():
        raise InputError(f"{what!r}: no words; give the id of a claim or words of its sentence")
    claims = list(claims)
    found = [claim for claim in claims if len(what) >= 4 and claim.id.startswith(what)]
    return found or [claim for claim in claims if what.lower() in claim.evidence.lower()]


def explained_claim(claim: Claim, located: Located | None, claims: Iterable[Claim] = ()) -> str:
    """Lines on one claim: its words, rule, sides, date and place.

    ``claims`` are those of its article, which may name the sides that it leaves unsaid.
    """
    lines = [
        f"claim {claim.id}: {claim.place} {claim.change} ({claim.status})",
        f"  sentence    {claim.evidence}",
        f"  words       {_words(claim)}",
        f"  rule        {claim.rule}",
        f"  sides       from {claim.from_actor or 'not said'}, to {claim.to_actor or 'not said'}"
        + (f" ({', '.join(claim.inferred)} from context)" if claim.inferred else ""),
        *(
            f"  inferred    {getattr(claim, slot)}, named in “{other.evidence}”"
            for slot, other in named_elsewhere(claim, claims).items()
            if other is not None
        ),
        f"  date        {claim.date.edtf or 'undated'} ({claim.date.type}) - {claim.date.how}",
    ]
    if claim.claimed_by:
        lines.append(f"  said by     {claim.claimed_by}")
    if claim.share is not None or claim.extent:
        lines.append(f"  share       {claim.share or '-'} ({claim.extent})")
    lines.extend(f"  told again  {quote.evidence}" for quote in claim.also)
    if located is not None:
        lines.extend(_place(claim, located))
    lines.append(f"  confidence  {claim.confidence}")
    return "\n".join(lines)


def _words(claim: Claim) -> str:
    """The spans of a claim as words of its sentence."""
    found = []
    for name, (start, end) in sorted(claim.spans.items()):
        words = claim.evidence[start - claim.start : end - claim.start]
        found.append(f"{name} “{words}”")
    if claim.canonical:
        found.append(f"“{claim.place}” read as {claim.canonical}")
    return ", ".join(found)


def _place(claim: Claim, located: Located) -> list[str]:
    if isinstance(located.place, Unlocated):
        lines = [f"  place       not placed: {located.place.reason}"]
    else:
        lines = [f"  place       {_named(located.place)} - {located.why}"]
        lines.append(f"  drawn       {located.precision}, in {located.district or 'no district'}")
    if claim.place_kind or claim.within:
        within = ", ".join(claim.within)
        lines.append(f"  text says   {claim.place_kind or ''} {'in ' + within if within else ''}")
    chosen = located.place.id if isinstance(located.place, Place) else None
    others = [place for place in located.candidates if place.id != chosen]
    lines.extend(f"  refused     {_named(place)}" for place in others[:_MOST])
    return lines


def _named(place: Place) -> str:
    where = ", ".join(part for part in (place.admin1, place.country) if part)
    return f"{place.name} ({place.level}; {where}; {place.id}; {place.lon:.3f}, {place.lat:.3f})"


def _tried(reading: Reading, words: str) -> str:
    """What was tried on the sentences that hold some words and made no claim."""
    text = reading.article.text
    at = text.lower().find(words.lower())
    if at < 0 or len(words) < 4:
        return ""
    attempts = [each for each in reading.attempts if each.start <= at < each.end]
    if not attempts:
        return f"“{words}”: no word of this sentence may tell of control; nothing was tried"
    lines = [f"sentence    {text[attempts[0].start : attempts[0].end]}", "no claim:"]
    lines.extend(f"  “{each.trigger}” ({each.rule}): {each.reason}" for each in attempts)
    return "\n".join(lines)
