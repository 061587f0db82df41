"""The store of a case: articles, what was read in them, corrections and conclusions.

The same over a GeoPackage and over PostGIS. Every method that writes is one transaction, and
doing it twice is as doing it once; everything that is listed comes in an order that does not
depend on the order in which it was added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from geomap.case import schema
from geomap.case.codec import decode
from geomap.case.database import Database, Looks, bring_up, insert, replace_all
from geomap.case.figures import Added, Run, Status
from geomap.case.rows import (
    ARTICLE,
    PAGE,
    READ,
    FromInput,
    article_of,
    article_row,
    check_same_file,
    correction_row,
    in_groups,
    reading_of,
    reading_row,
    storable,
)
from geomap.control.corrections.decisions import Correction
from geomap.errors import InputError
from geomap.model import Article, Located, Placed, Reading, Unlocated, stable_id
from geomap.outside.secrecy import is_database

if TYPE_CHECKING:
    from geomap.case.layers import Layers

_ARTICLE = ", ".join(f'a."{name}"' for name in ARTICLE)
_CURRENT = "a.replaced_by IS NULL"

GIVEN = "given"
"""Stands for a recipe where the input brings its claims itself, as a table does."""

_NOT_YET = Unlocated(reason="not placed yet")


class Store:
    """A case that is open; see `open_store`."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()

    @property
    def address(self) -> str:
        """Where the case is."""
        return self.database.address

    def close(self) -> None:
        """Let go of the file or the connection."""
        self.database.close()

    # ------------------------------------------------------------ articles

    def add_articles(self, articles: Iterable[Article], origin: str | None = None) -> Added:
        """Keep articles; `add_inputs` with one input.

        Raises
        ------
        InputError
            If a text has a character that no database keeps.
        """
        return self.add_inputs([(origin, articles)])

    def add_inputs(
        self, inputs: Iterable[FromInput], refused: Callable[[InputError], None] | None = None
    ) -> Added:
        """Keep articles of several inputs, some hundred in a transaction.

        An article whose id is known is left as it is, but for where it came from last; if its text
        is another now, the new text is kept and what was read in the old one is forgotten. The
        origin of an input is the file or address that holds nothing but its articles: those that
        it held before and does not hold now are kept, marked as replaced, and no longer read.
        Without one, an input may be endless.

        Parameters
        ----------
        refused
            Is told of a text with a character that no database keeps, which is then left out.

        Raises
        ------
        InputError
            At such a text, if nobody is to be told.
        """
        total = Added(0, 0, 0)
        for group in in_groups(inputs):
            with self.database.transaction():
                for origin, articles in group:
                    total = total.plus(self._add(storable(articles, refused), origin))
        return total

    def _add(self, given: Mapping[str, Article], origin: str | None) -> Added:
        before = self._texts(given)
        changed = [key for key in sorted(before) if before[key] != given[key].text]
        for key in changed:
            ((name,),) = self.database.ask("SELECT name FROM articles WHERE id = ?", (key,))
            check_same_file(name, given[key])
        self._forget(changed)
        new = insert(
            self.database,
            schema.ARTICLES,
            (article_row(given[key], origin) for key in given if key not in before),
        )
        replaced = self._refresh(given, before, changed, origin)
        return Added(new, len(before) - len(changed), len(changed), replaced)

    def _texts(self, ids: Iterable[str]) -> dict[str, str]:
        """Texts of the articles that are known among some."""
        found: dict[str, str] = {}
        for key in ids:
            for (text,) in self.database.ask('SELECT "text" FROM articles WHERE id = ?', (key,)):
                found[key] = text
        return found

    def _forget(self, articles: Sequence[str]) -> None:
        keys = [(key,) for key in articles]
        self.database.write("DELETE FROM readings WHERE article = ?", keys)
        self.database.write("DELETE FROM articles WHERE id = ?", keys)

    def _refresh(
        self, given: Mapping[str, Article], before: Mapping[str, str], changed: Sequence[str],
        origin: str | None,
    ) -> int:  # fmt: skip
        """Write changed texts anew, and settle which articles an origin holds now.

        Returns
        -------
        int
            How many it holds no more.
        """
        rows = (article_row(given[key], origin) for key in changed)
        insert(self.database, schema.ARTICLES, rows)
        self.database.write(
            "UPDATE articles SET replaced_by = NULL WHERE id = ? AND replaced_by IS NOT NULL",
            [(key,) for key in sorted(before)],
        )
        if origin is None or not given:
            return 0
        self.database.write(
            "UPDATE articles SET origin = ? WHERE id = ? AND origin <> ?",
            [(origin, key, origin) for key in sorted(before)],
        )
        held = self.database.ask("SELECT id FROM articles WHERE origin = ?", (origin,))
        gone = sorted({key for (key,) in held} - given.keys())
        return self.database.write(
            "UPDATE articles SET replaced_by = ? WHERE id = ? AND replaced_by IS NULL",
            [(min(given), key) for key in gone],
        )

    def articles(self, *, tables: bool = True) -> Iterator[Article]:
        """Articles in the order of their ids, without those that were replaced; tables or not."""
        query = f"SELECT {_ARTICLE} FROM articles a WHERE {_CURRENT}"
        if not tables:
            query += (
                " AND NOT EXISTS"
                f" (SELECT 1 FROM readings r WHERE r.recipe = '{GIVEN}' AND r.article = a.id)"
            )
        for row in self._pages(query):
            yield article_of(row)

    def unread(self, recipe: str) -> Iterator[Article]:
        """Articles that were not read under a recipe yet, in the order of their ids.

        Those whose claims were given need no reading.
        """
        query = (
            f"SELECT {_ARTICLE} FROM articles a WHERE {_CURRENT} AND NOT EXISTS"
            " (SELECT 1 FROM readings r WHERE r.recipe IN (?, ?) AND r.article = a.id)"
        )
        for row in self._pages(query, recipe, GIVEN):
            yield article_of(row)

    def _pages(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Rows of a query over articles ``a``, its first column their id, a page at a time.

        No page is held open while its rows are used, so that a writer need not wait.
        """
        last = ""
        while True:
            rows = self.database.ask(
                f"{query} AND a.id > ? ORDER BY a.id LIMIT {PAGE}", (*values, last)
            )
            yield from rows
            if len(rows) < PAGE:
                return
            last = rows[-1][0]

    # ------------------------------------------------------------ readings

    def save_recipe(self, recipe: str, description: str) -> None:
        """Keep what a recipe stands for, as JSON text."""
        with self.database.transaction():
            # not offered again: even a row refused takes a number, and an interrupted run shows
            if recipe not in self.recipes():
                row = {"id": recipe, "description": description}
                insert(self.database, schema.RECIPES, [row])

    def save_readings(self, recipe: str, batch: Iterable[Placed]) -> int:
        """Keep what was read in some articles under a recipe, in one transaction.

        A reading that is there, or whose article is not in the case as it was read, is left out.

        Returns
        -------
        int
            How many were new.
        """
        with self.database.transaction():
            rows = []
            for reading, located in batch:
                article = reading.article
                if self._texts([article.id]).get(article.id) == article.text:
                    rows.append(reading_row(recipe, reading, located))
            return insert(self.database, schema.READINGS, rows)

    def readings(self, recipe: str) -> Iterator[Placed]:
        """What was read under a recipe, in the order of the articles' ids."""
        return self._readings(recipe)

    def add_given(self, reading: Reading, origin: str | None = None) -> Added:
        """Keep an input that brings its claims itself, as a table does: it is placed, not read."""
        added = self.add_articles([reading.article], origin)
        unplaced = [Located(claim=each, place=_NOT_YET) for each in reading.claims]
        self.save_readings(GIVEN, [(reading, unplaced)])
        return added

    def given(self, recipe: str) -> Iterator[Reading]:
        """Readings that inputs brought themselves, and that are not placed under a recipe yet."""
        where = " AND NOT EXISTS (SELECT 1 FROM readings s WHERE s.recipe = ? AND s.article = a.id)"
        for reading, _ in self._readings(GIVEN, where, recipe):
            yield reading

    def _readings(self, recipe: str, where: str = "", *values: str) -> Iterator[Placed]:
        parts = ", ".join(f"r.{name}" for name in READ)
        query = (
            f"SELECT {_ARTICLE}, {parts} FROM articles a JOIN readings r"
            f" ON r.article = a.id WHERE {_CURRENT} AND r.recipe = ?{where}"
        )
        for row in self._pages(query, recipe, *values):
            *article, located, reading = row
            yield reading_of(article_of(article), located, reading)

    # ------------------------------------------------------------ corrections

    def corrections(self) -> list[Correction]:
        """Corrections in the order in which they were made."""
        rows = self.database.ask("SELECT record FROM corrections ORDER BY fid")
        return [decode(Correction, record) for (record,) in rows]

    def add_corrections(self, corrections: Iterable[Correction]) -> int:
        """Add corrections; one that is there word for word is not added again.

        Returns
        -------
        int
            How many were new.
        """
        with self.database.transaction():
            rows = map(correction_row, corrections)
            return insert(self.database, schema.CORRECTIONS, rows)

    # ------------------------------------------------------------ conclusions

    def runs(self) -> list[Run]:
        """Runs in their order."""
        names = list(schema.RUNS.columns)
        columns = ", ".join(f'"{name}"' for name in names)
        rows = self.database.ask(f"SELECT {columns} FROM runs ORDER BY number")
        return [Run(**dict(zip(names, row, strict=True))) for row in rows]

    def save_conclusions(self, run: Run, layers: Layers, looks: Looks) -> Run:
        """Put a run and its layers in the place of the last, in one transaction.

        A run that followed from the same inputs as the last changes nothing.

        Returns
        -------
        Run
            The run as it is kept, with its number.
        """
        with self.database.transaction():
            last = self.runs()[-1:]
            if last and last[0].inputs == run.inputs:
                return last[0]
            kept = replace(run, number=last[0].number + 1 if last else 1)
            insert(self.database, schema.RUNS, [asdict(kept)])
            versions = {stable_id(text, length=20): text for text in layers.versions}
            rows = ({"id": key, "record": versions[key]} for key in sorted(versions))
            insert(self.database, schema.CLAIM_VERSIONS, rows)
            links = ({"run": kept.number, "version": key} for key in sorted(versions))
            insert(self.database, schema.RUN_CLAIMS, links)
            for table in schema.DERIVED:
                replace_all(self.database, table, layers.rows[table.name])
            shapes = [table for table in schema.TABLES if table.shape]
            self.database.announce(looks, shapes)
        return kept

    def claims_of(self, run: int) -> list[Located]:
        """Claims of a run with their places, in the order of their ids; candidates left out.

        Raises
        ------
        InputError
            If there was no such run.
        """
        numbers = [each.number for each in self.runs()]
        if run not in numbers:
            known = ", ".join(map(str, numbers)) or "none"
            raise InputError(f"{self.address}: no run {run}; runs are {known}")
        rows = self.database.ask(
            "SELECT v.record FROM claim_versions v JOIN run_claims r ON r.version = v.id"
            " WHERE r.run = ?",
            (run,),
        )
        found = [decode(Located, record) for (record,) in rows]
        return sorted(found, key=lambda each: (each.claim.article, each.claim.start, each.claim.id))

    def originals(self) -> dict[str, str]:
        """Original of each article that is a copy or was copied, as the last run found it."""
        return dict(self.database.ask("SELECT article, original FROM copies ORDER BY article"))

    def recipes(self) -> dict[str, str]:
        """Descriptions of the recipes by their ids, the one of the last run at the end."""
        return dict(self.database.ask("SELECT id, description FROM recipes ORDER BY fid"))

    def mark_export(self) -> None:
        """Note that all of this comes from elsewhere, so that it may be written anew."""
        row = {"key": "export", "value": self._extent()}
        with self.database.transaction():
            insert(self.database, schema.META, [row])

    def is_export(self) -> bool:
        """Whether this is an export that nobody has added to since."""
        marks = self.database.ask("SELECT value FROM geomap_meta WHERE key = 'export'")
        return marks == [(self._extent(),)]

    def _extent(self) -> str:
        return " ".join(map(str, self.status()))

    def status(self, recipe: str | None = None) -> Status:
        """How far a case is; what was read is counted under a recipe."""

        def count(query: str, *values: Any) -> int:
            return int(self.database.ask(f"SELECT count(*) FROM {query}", values)[0][0])

        return Status(
            articles=count("articles WHERE replaced_by IS NULL"),
            replaced=count("articles WHERE replaced_by IS NOT NULL"),
            read=count(
                f"readings r JOIN articles a ON a.id = r.article WHERE r.recipe = ? AND {_CURRENT}",
                recipe or "",
            ),
            corrections=count("corrections"),
            runs=count("runs"),
        )


def open_store(address: str | Path, *, create: bool = False) -> Store:
    """Open a case: a GeoPackage file, or a database at ``postgresql://...``.

    Parameters
    ----------
    address
        Path of a file; or an address of PostgreSQL, with ``#name`` at its end for one of several
        cases in a database.
    create
        Whether to make the case if it is not there.

    Raises
    ------
    CaseError
        If it is not there, is no case, or was made by a newer geomap.

    Examples
    --------
    >>> open_store("no-such-case.gpkg")
    Traceback (most recent call last):
    geomap.errors.CaseError: no-such-case.gpkg: no such case; make it with geomap case new ...
    """
    database: Database
    if is_database(address):
        from geomap.case.postgis import PostGIS

        database = PostGIS(str(address), create=create)
    else:
        from geomap.case.geopackage import GeoPackage

        database = GeoPackage(Path(address), create=create)
    try:
        bring_up(database, create=create)
    except BaseException:
        database.close()
        raise
    return Store(database)


def is_case(address: str | Path) -> bool:
    """Whether an input is a case: an address of a database, or a GeoPackage.

    Examples
    --------
    >>> is_case("postgresql://localhost/cases"), is_case("article.txt")
    (True, False)
    """
    from geomap.case.geopackage import is_geopackage

    path = Path(address)
    return is_database(address) or (path.suffix.lower() == ".gpkg" and is_geopackage(path))
