"""Names to the places that go by them: the shipped gazetteer, and the user's own beside it.

`shipped` and `own` answer, `reading` is the door to the user's files, `candidates` asks one source
after another.
"""
