"""Text to claims: articles, sentences, mentions, dates, frames. Knows no places and no maps."""
