"""The records that flow down the river, and nothing else.

Article -> Sentence -> Mention -> Claim -> Located -> Spell.

A `Claim` is what somebody said; a `Spell` is what we conclude. Offsets are characters from the
start of ``Article.text``; coordinates are ``lon``, ``lat`` in EPSG:4326 degrees; days are
`datetime.date`. Unknown is ``None`` or an `Unlocated`, never a fake value.
"""

from __future__ import annotations

from geomap.model.claims import Article, Claim, Mention, Quote, Sentence
from geomap.model.conclusions import (
    Chain,
    Contradiction,
    Difference,
    DifferenceKind,
    Rivalry,
    Spell,
    Step,
    Timeline,
    Unplaced,
    Version,
)
from geomap.model.ids import stable_id
from geomap.model.places import Located, Place, Unlocated
from geomap.model.readings import Attempt, NotClaim, Placed, Reading
from geomap.model.reasons import Reason, together
from geomap.model.terms import (
    APPROXIMATE,
    PLANS,
    Change,
    DateType,
    Day,
    Level,
    Precision,
    Status,
    View,
)
from geomap.model.when import UNDATED, When

__all__ = [
    "APPROXIMATE",
    "PLANS",
    "UNDATED",
    "Article",
    "Attempt",
    "Chain",
    "Change",
    "Claim",
    "Contradiction",
    "DateType",
    "Day",
    "Difference",
    "DifferenceKind",
    "Level",
    "Located",
    "Mention",
    "NotClaim",
    "Place",
    "Placed",
    "Precision",
    "Quote",
    "Reading",
    "Reason",
    "Rivalry",
    "Sentence",
    "Spell",
    "Status",
    "Step",
    "Timeline",
    "Unlocated",
    "Unplaced",
    "Version",
    "View",
    "When",
    "stable_id",
    "together",
]
