"""What comes from outside, and is not trusted: answers of the Web, text, JSON, addresses."""
