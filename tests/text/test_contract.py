"""The contract that every extractor is held to, and extractors that other packages bring."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from geomap.errors import InputError, ReaderError
from geomap.model import Claim, Quote, When
from geomap.text.articles import article_of
from geomap.text.contract import check_claims
from geomap.text.extractors import open_reader, readers

SENTENCE = "Redland forces captured the\ntown of Marfa on 4 March 2019."
TEXT = f"title: A day\npublished: 2019-03-05\n\n{SENTENCE}\n\nOther words follow.\n"
ARTICLE = article_of(TEXT, "a.txt")
START = TEXT.index(SENTENCE)
GOOD = Claim(id="1", article=ARTICLE.id, place="Marfa", change="captured", trigger="captured",
             status="happened", evidence=SENTENCE, start=START, end=START + len(SENTENCE),
             rule="mine")  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"article": "another"}, "it is about article"),
        ({"evidence": SENTENCE.replace("2019", "2018")}, "not in the article at its offsets"),
        ({"start": START + 1}, "not in the article at its offsets"),
        ({"start": -5}, "not in the article at its offsets"),
        ({"start": 0, "end": 11, "evidence": TEXT[:11]}, "not in the article"),  # the header
        ({"end": "9"}, "end is no offset"),
        ({"evidence": 7}, "evidence is no text"),
        ({"start": START + 2, "evidence": SENTENCE[2:]}, "cuts a word"),
        ({"place": None}, "no place is named"),
        ({"place": "Other"}, "is not in the quotation"),
        ({"trigger": "liberated"}, "is not in the quotation"),
        ({"change": "liberated"}, "the contract has captured"),
        ({"status": None}, "the contract has happened"),
        ({"place_kind": "village"}, "the contract has country"),
        ({"extent": "some"}, "the contract has partial"),
        ({"within": ["Redland"]}, "within is no tuple"),
        ({"within": ("<b>",)}, "within 1 is no name"),
        ({"to_actor": "a\x00b"}, "to_actor is no name"),
        ({"to_actor": ""}, "to_actor is empty"),
        ({"share": float("nan")}, "share is nan"),
        ({"share": 1.01}, "share is 1.01"),
        ({"confidence": -1}, "confidence is -1"),
        ({"date": "2019-03-04"}, "date is no When"),
        ({"date": When(earliest=datetime(2019, 3, 4), latest=None)}, "date is no When"),
        ({"date": When(earliest=date(2019, 3, 4), latest=date(2019, 3, 3))}, "ends before"),
        ({"announced": "2019-03-05"}, "announced is no day"),
        ({"also": (Quote(start=0, end=5, evidence="Other"),)}, "a further quotation"),
        ({"spans": {"place": (START, START + 5)}}, "span of the place does not hold"),
        ({"spans": {"place": (0, 10**9)}}, "span of the place is not in the article"),
        ({"spans": {"actor": (START, START + 5)}}, "the contract has place, date, trigger"),
        ({"rule": ""}, "say what made the claim"),
    ],
    ids=str,
)
def test_a_breach_of_the_contract_is_refused_whoever_made_it(
    change: dict[str, Any], reason: str
) -> None:
    assert check_claims(ARTICLE, [GOOD]) == ([GOOD], [])
    broken = replace(GOOD, **{"id": "2", **change})
    accepted, [refused] = check_claims(ARTICLE, [GOOD, broken, replace(GOOD, id="3")])
    assert [claim.id for claim in accepted] == ["1", "3"]
    assert reason in refused.reason
    assert refused.evidence == TEXT[refused.start : refused.end]


def test_an_id_is_used_once() -> None:
    accepted, refused = check_claims(ARTICLE, [GOOD, GOOD])
    assert (accepted, len(refused)) == ([GOOD], 1)


# ---------------------------------------------------------------- extractors of other packages


def test_the_extractor_of_the_documentation_plugs_in(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (root / "docs" / "larger-reader.md").read_text("utf-8")
    [code] = [each for each in re.findall(r"```python\n(.*?)```", page, re.DOTALL)
              if "def claims_in" in each]  # fmt: skip
    (tmp_path / "my_package.py").write_text(
        code + "\n\ndef liar(article):\n    return ['Rome fell.']\n"
        "\n\ndef loud(article):\n    raise OSError('x\\ny')\n\n\nnothing = 7\n"
    )
    about = tmp_path / "my_package-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: my-package\nVersion: 1\n")
    (about / "entry_points.txt").write_text(
        "[geomap.readers]\nmy-reader = my_package:claims_in\nloud = my_package:loud\n"
        "liar = my_package:liar\n"
        "none = my_package:nothing\ngone = my_package:gone\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert {"my-reader", "loud", "none", "gone"} <= readers().keys()
    article = article_of("Redland forces captured Marfa on Monday.", "c.txt")
    [claim] = open_reader("my-reader").read(article).claims
    assert (claim.place, claim.to_actor) == ("Marfa", "Redland forces")
    reading = open_reader("liar").read(article)
    assert not reading.claims
    assert reading.not_claims[0].reason == "not a Claim but str"
    with pytest.raises(ReaderError, match=r"'loud' failed on c\.txt: OSError: \"x y\""):
        open_reader("loud").read(article)
    with pytest.raises(ReaderError, match="is no function"):
        open_reader("none")
    with pytest.raises(ReaderError, match="'gone' cannot be loaded"):
        open_reader("gone")
    with pytest.raises(InputError, match="no reader is called 'absent'; there are built-in"):
        open_reader("absent")
    with pytest.raises(InputError, match="name the model"):
        open_reader("http://127.0.0.1:1/v1")
