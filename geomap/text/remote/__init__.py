"""A larger reader: claims from a language model behind an OpenAI-compatible endpoint.

`prompt` cuts an article into chunks and words the question, `transport` asks it [I/O], `cache`
keeps the answers in a file [I/O], `answers` turns one into claims, and `reader` does these in turn.
"""

from geomap.text.remote.reader import RemoteReader
from geomap.text.remote.transport import Endpoint

__all__ = ["Endpoint", "RemoteReader"]
