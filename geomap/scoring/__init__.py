"""Figures of what was read against gold, and floors that they must not fall below."""
