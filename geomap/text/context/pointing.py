"""Which names may be what "the city" points back to: none that a treaty or a speaker goes by."""

from __future__ import annotations

import re
from typing import Any

from geomap.text.mentions.names import Name, word_at
from geomap.text.syntax.parse import Tree

_AGE = re.compile(r"\s*,\s*\d{1,3}\s*,")
"""Behind a name, it makes it a person's: “Milan, 54, a farmer”."""
_SUBJECTS = ("subject", "passive_subject")


class Pointing:
    """Tells names that nothing points back to.

    Parameters
    ----------
    pack
        A language pack.
    """

    def __init__(self, pack: dict[str, Any]) -> None:
        self._documents = frozenset(pack["places"]["documents"])
        self._of = frozenset(pack["places"]["of"])
        self._forces = frozenset(pack["actors"]["forces"])
        self._human = frozenset((*pack["attribution"]["saying"], *pack["places"]["human"]))

    def aside(self, tree: Tree, name: Name) -> bool:
        """Whether a name is that of a treaty, person or unit, or of a capital that speaks."""
        head = word_at(tree, name)
        fights = head is not None and not name.toponym and head.among(self._forces)
        last = name.text.rsplit(maxsplit=1)[-1].lower()
        unit = fights or (" " in name.text and last in self._forces)
        initial = len(name.text) == 1  # “Q: You were there?”
        if unit or initial or _AGE.match(tree.after(name.end)):
            return True
        noun = tree.head(head) if head is not None else None
        if head is None or noun is None:
            return False
        named = head.relation == "modifier" or head.adposition in self._of
        if named and noun.lemma in self._documents:
            return True
        return head.relation in _SUBJECTS and noun.lemma in self._human
