"""A drawing to the content of a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from geomap.model import Article, Claim, Located, Unlocated, When
from geomap.model.elsewhere import named_elsewhere
from geomap.views.figures import chart, layouts
from geomap.views.figures.canvas import NARROW
from geomap.views.looks.wording import (
    day_text,
    fill,
    reason_text,
    share_text,
    sources_text,
    when_text,
)
from geomap.views.picture.citing import citation_of, credits_of, web_link
from geomap.views.picture.drawing import Drawing
from geomap.views.picture.features import claims_by_id, latest_publication
from geomap.views.picture.orphans import orphans_told
from geomap.views.report.content import (
    Block,
    Bullets,
    Document,
    Heading,
    Mark,
    Paragraph,
    Picture,
    Run,
    Runs,
    Statement,
    Table,
    clean,
)
from geomap.views.tabular import rows_of

Words = Mapping[str, Any]

_MARKS: tuple[Mark, ...] = ("place", "date", "trigger")


def document_of(drawing: Drawing) -> Document:
    """Build the content of a report."""
    words = drawing.words
    claims = claims_by_id(drawing.located, drawing.readings)
    blocks: list[Block] = [
        Heading(text=clean(drawing.title), level=1),
        Paragraph(runs=tuple(_standfirst(drawing, words))),
        *_pictures(drawing, words),
        Heading(text=words["table"]),
        *_handovers(drawing, words),
        *_chains(drawing, words),
        *_claims(drawing, claims, words),
        *_contradictions(drawing, claims, words),
        *_unplaced(drawing, claims, words),
        *_methods(drawing, words),
    ]
    return Document(
        title=clean(drawing.title),
        language=drawing.language,
        direction=words["direction"],
        blocks=tuple(blocks),
    )


def _standfirst(drawing: Drawing, words: Words) -> Iterator[Run]:
    sources = sources_text(len(drawing.readings), drawing.language)
    yield Run(fill(words["report.standfirst"], sources=sources) + " ")
    as_of = latest_publication(drawing.readings)
    spoken = fill(words["asof"], date=day_text(as_of, drawing.language)) if as_of else ""
    if dated := spoken or words["asof.unknown"]:
        yield Run(f"{dated}.", "quiet")


def _pictures(drawing: Drawing, words: Words) -> Iterator[Block]:
    if drawing.lack:
        yield _line(drawing.lack)
        return
    day = day_text(drawing.start, drawing.language) if drawing.start else words["time.none"]
    yield _picture(partial(layouts.one_day, drawing), fill(words["alt"], date=day))
    if any(feature.spells for feature in drawing.features):
        yield _picture(partial(chart.chart, drawing), words["figure.chart"])


def _picture(draw: Callable[..., str], alt: str) -> Picture:
    return Picture(svg=draw(bare=True), narrow=draw(bare=True, width=NARROW), alt=alt)


def _handovers(drawing: Drawing, words: Words) -> Iterator[Block]:
    rows = rows_of(drawing)
    if not rows:
        yield _line(words["table.empty"])
        return
    columns = ("table.date", "table.place", "table.holder", "table.status")
    yield Table(
        head=tuple(words[column] for column in columns),
        rows=tuple(
            tuple(map(clean, (row.date, row.place, row.holder, row.status))) for row in rows
        ),
        widths=(26, 22, 30, 22),
    )


def _chains(drawing: Drawing, words: Words) -> Iterator[Block]:
    chains = [chain for chain in drawing.timeline.chains if len(chain.steps) > 1]
    if not chains:
        return
    yield Heading(text=words["evidence.chain"])
    items = []
    for chain in chains:
        steps = []
        for step in chain.steps:
            status = words[f"status.{step.status}"]
            derived = words["list"] + words["status.derived"] if step.derived else ""
            steps.append(f"{status} {when_text(step.date, drawing.language, short=True)}{derived}")
        told = words["list.parts"].join(steps)
        items.append((Run(clean(chain.place_name), "strong"), Run(f": {told}.")))
    yield Bullets(items=tuple(items))


def _claims(drawing: Drawing, claims: Mapping[str, Claim], words: Words) -> Iterator[Block]:
    if not claims or not drawing.readings:
        return
    yield Heading(text=words["report.claims"])
    located = {each.claim.id: each for each in drawing.located}
    for reading in drawing.readings:
        own = [claim for claim in claims.values() if claim.article == reading.article.id]
        if own and len(drawing.readings) > 1:
            yield Heading(text=_name(reading.article), level=3)
        for claim in sorted(own, key=lambda one: (one.start, one.end, one.id)):
            elsewhere = _from_elsewhere(claim, own, words)
            yield _statement(claim, located.get(claim.id), reading.article, drawing, elsewhere)


def _statement(
    claim: Claim, located: Located | None, article: Article, drawing: Drawing, elsewhere: str
) -> Statement:
    words = drawing.words
    change = words[f"change.{claim.change}"]
    when = when_text(claim.date, drawing.language) if claim.date.known else words["claim.nodate"]
    facts = [
        (words["claim.place"], _placed(claim, located, drawing)),
        (words["claim.change"], f"{change} ({fill(words['claim.words'], words=claim.trigger)})"),
        (words["claim.date"], when),
        (words["claim.status"], words[f"status.{claim.status}"]),
        (words["claim.from"], claim.from_actor),
        (words["claim.to"], claim.to_actor),
        (words["claim.context"], elsewhere),
        (words["claim.by"], claim.claimed_by or words["claim.byText"]),
        (words["claim.share"], share_text(claim.share) if claim.share else claim.extent),
        (
            words["claim.newdate"],
            when_text(claim.new_date, drawing.language) if claim.new_date else None,
        ),
        (words["report.source"], _dated(article, drawing, words)),
        *((words["claim.also"], quote.evidence) for quote in claim.also),
    ]
    return Statement(
        quote=marked(claim),
        facts=tuple((label, clean(value)) for label, value in facts if value),
    )


def _placed(claim: Claim, located: Located | None, drawing: Drawing) -> str:
    said = claim.called
    if located is None:
        return said
    if isinstance(located.place, Unlocated):
        return f"{said}: {reason_text(located.place.reason, drawing.language)}"
    where = dict.fromkeys(filter(None, (located.place.name, located.district, located.admin1)))
    return str(drawing.words["list"].join(where))


def _from_elsewhere(claim: Claim, own: Sequence[Claim], words: Words) -> str:
    """Give the sides and the speaker that the sentence does not name, and one that does."""
    said = (
        str(getattr(claim, slot))
        + (f": {fill(words['claim.words'], words=other.evidence)}" if other else "")
        for slot, other in named_elsewhere(claim, own).items()
    )
    return str(words["list.parts"].join(said))


def marked(claim: Claim) -> Runs:
    """Cut a sentence at the words that say place, date and change.

    Examples
    --------
    >>> claim = Claim(id="c", article="a", place="Marfa", change="captured", trigger="took",
    ...     status="happened", evidence="They took Marfa.", start=7, end=23,
    ...     spans={"place": (17, 22), "date": (0, 4)})
    >>> [(run.text, run.mark) for run in marked(claim)]
    [('They took ', ''), ('Marfa', 'place'), ('.', '')]
    """
    spans = {kind: claim.spans[kind] for kind in _MARKS if kind in claim.spans}
    cuts = {claim.start, claim.end}
    cuts |= {cut for span in spans.values() for cut in span if claim.start < cut < claim.end}
    ordered = sorted(cuts)
    runs = []
    for start, end in pairwise(ordered):
        over = (kind for kind, (a, b) in spans.items() if a <= start and end <= b)
        text = claim.evidence[start - claim.start : end - claim.start]
        runs.append(Run(clean(text), next(over, "")))
    return tuple(runs)


def _contradictions(drawing: Drawing, claims: Mapping[str, Claim], words: Words) -> Iterator[Block]:
    if not drawing.timeline.contradictions:
        return
    yield Heading(text=words["contradictions"])
    yield _line(words["contradictions.hint"])
    for found in drawing.timeline.contradictions:
        yield Paragraph(runs=(Run(clean(reason_text(found.why, drawing.language)), "strong"),))
        sentences = dict.fromkeys(claims[key].evidence for key in found.claims if key in claims)
        yield Bullets(items=tuple((Run(clean(text)),) for text in sentences))


def _unplaced(drawing: Drawing, claims: Mapping[str, Claim], words: Words) -> Iterator[Block]:
    unplaced: list[Runs] = []
    for each in drawing.timeline.unplaced:
        claim = claims.get(each.claim)
        said = claim.called if claim else each.claim
        quoted = f" {fill(words['claim.words'], words=claim.evidence)}" if claim else ""
        reason = reason_text(each.reason, drawing.language)
        unplaced.append((Run(clean(said), "strong"), Run(clean(f": {reason}.{quoted}"))))
    yield from _listed("unplaced", unplaced, words)
    orphaned: list[Runs] = [
        (
            Run(clean(each.quote)),
            Run(clean(f" ({each.decision})"), "quiet"),
            Run(clean(f" {each.near}")),
        )
        for each in orphans_told(drawing)
    ]
    yield from _listed("orphaned", orphaned, words)
    refused: list[Runs] = [
        (
            Run(clean(each.evidence)),
            Run(clean(f" ({reason_text(each.reason, drawing.language)})"), "quiet"),
        )
        for reading in drawing.readings
        for each in reading.not_claims
    ]
    yield from _listed("notclaims", refused, words)


def _listed(name: str, items: Sequence[Runs], words: Words) -> Iterator[Block]:
    """Section with a hint, where there is anything to list in it."""
    if items:
        yield Heading(text=words[name])
        yield _line(words[f"{name}.hint"])
        yield Bullets(items=tuple(items))


def _methods(drawing: Drawing, words: Words) -> Iterator[Block]:
    yield Heading(text=words["report.methods"])
    yield _line(words["methods.control.text"])
    yield _line(words["report.reading"])
    facts = (
        (words["methods.boundaries"], reason_text(drawing.boundaries, drawing.language)),
        (words["methods.rules"], drawing.timeline.rules),
    )
    for label, value in facts:
        if value:
            yield Paragraph(runs=(Run(f"{label}: ", "strong"), Run(clean(value))))
    yield Heading(text=words["methods.sources"])
    texts, data = credits_of(drawing)
    links = {citation_of(r.article): web_link(r.article.url) for r in drawing.readings}
    yield Bullets(items=tuple(_cited(text, links.get(text)) for text in (*texts, *data)))


def _cited(text: str, link: str | None) -> Runs:
    cited = Run(clean(text))
    return (cited, Run(" "), Run(clean(link), link=clean(link))) if link else (cited,)


def _title(article: Article) -> str:
    return article.title or article.name


def _name(article: Article) -> str:
    return clean(_title(article))


def _dated(article: Article, drawing: Drawing, words: Words) -> str:
    if article.published is None:
        return _title(article)
    day = When(earliest=article.published, latest=article.published)
    published = fill(words["claim.published"], date=when_text(day, drawing.language))
    return str(words["list"].join((_title(article), published)))


def _line(text: str) -> Paragraph:
    return Paragraph(runs=(Run(clean(text)),))
