"""Documents as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping


def to_json(document: Mapping[str, object]) -> str:
    """Return the document as JSON, the same bytes for the same document."""
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
