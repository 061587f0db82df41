"""Events as claims: denied, told twice, and with the sides that are left unsaid."""
