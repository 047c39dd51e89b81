"""Documents as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from json import JSONEncoder


def to_json(document: Mapping[str, object]) -> str:
    """Return the document as JSON, the same bytes for the same document."""
    marks = JSONEncoder(ensure_ascii=False, indent=2, allow_nan=False).iterencode(document)
    texts = []
    while text := "".join(islice(marks, 10_000)):  # every bracket is a text: all at once take ten times the memory
        texts.append(text)
    return "".join((*texts, "\n"))
