"""Gazetteers of the user's beside the shipped one.

`reading` is the door to their files, `own` what is asked of them.
"""
