"""Decisions of a person about claims, and claims after them."""
