"""Pictures of control laid beside each other: of tellers, of days, of runs."""
