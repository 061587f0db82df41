"""Handovers to come: what is planned, postponed and planned anew, and what came of it."""
