"""Toponym resolution for whole articles: spans in, places out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from geomap.model import Place, Unlocated
from geomap.places.districts.containment import inside
from geomap.places.gazetteers.candidates import Asked
from geomap.places.names.words import phrase_words, plain_name
from geomap.places.resolving.ranking import INSIDE_BONUS, rank
from geomap.wordlists import any_of


def resolve_toponyms(
    mentions: Sequence[tuple[int, int, str]],
    article_text: str,
    candidates: Callable[[str], Sequence[Place]],
) -> list[Place | Unlocated]:
    """Resolve every toponym of an article, by the article's other toponyms.

    Parameters
    ----------
    mentions
        ``(start, end, text)`` of each toponym, in the order of the text.
    article_text
        The text; "Paris, Texas" is read from what stands between two mentions.
    candidates
        A name to the places that go by it.

    Returns
    -------
    list of Place or Unlocated
        One for each mention.

    Examples
    --------
    >>> def candidates(name):
    ...     places = {
    ...         "Paris": [
    ...             Place(id="1", name="Paris", lon=2.3, lat=48.9, level="settlement", country="FR",
    ...                   population=2_000_000),
    ...             Place(id="2", name="Paris", lon=-95.6, lat=33.7, level="settlement",
    ...                   country="US", admin1="Texas", population=25_000),
    ...         ],
    ...         "Texas": [Place(id="3", name="Texas", lon=-99.0, lat=31.0, level="region",
    ...                         country="US", admin1="Texas", population=20_000_000)],
    ...     }
    ...     return places.get(name, [])
    >>> text = "A fire in Paris, Texas"
    >>> [place.id for place in resolve_toponyms([(10, 15, "Paris"), (17, 22, "Texas")], text,
    ...                                         candidates)]
    ['2', '3']
    """
    asked = Asked(candidates)
    names = [plain_name(text) for _, _, text in mentions]
    containers: dict[str, set[str]] = {}
    for (_, end, _), (start, _, _), name, following in zip(
        mentions, mentions[1:], names, names[1:], strict=False
    ):
        if name != following and end <= start and _comma().fullmatch(article_text[end:start]):
            containers.setdefault(name, set()).add(following)

    def bonus(name: str, place: Place) -> float:
        larger = (box for other in containers.get(name, ()) for box in asked(other))
        return INSIDE_BONUS if any(inside(place, box) for box in larger) else 0.0

    ranked = rank(names, asked, bonus)
    return [
        ranked[name][0].place if name in ranked else Unlocated(reason=asked.reason(name))
        for name in names
    ]


@lru_cache(maxsize=1)
def _comma() -> re.Pattern[str]:
    """What stands between a place and the larger one that it is in."""
    words = phrase_words()
    return re.compile(rf"\s*,\s*(?:{any_of(words['in'])}\s+)?(?:{any_of(words['articles'])}\s+)?")
