"""Tables of control, whoever made them: every row a claim that quotes itself."""
