"""What a YAML parser stumbles over, in words of our own that do not depend on the parser."""

from __future__ import annotations

from casualtycli.problems import Location, Refused


class Broken(Exception):
    """A text that is no YAML, or more of it than is read: where, and what is wrong."""

    def __init__(self, location: Location, refused: Refused) -> None:
        super().__init__(refused.message)
        self.location = location
        self.refused = refused


_QUOTE = "put the whole value in quotation marks"
_INDENT = "indent the keys of one mapping alike, with spaces"
BACKSLASH = "a backslash that means nothing", "use single quotation marks, or write two backslashes"
_SYNTAX = (
    (("tab character", "'\\t'"), "a tab where only spaces may stand", "indent with spaces"),
    (("mapping values",), "a colon and a space inside a value", f"{_QUOTE}; a key is indented like the others"),
    (
        ("cannot start any token",),
        "no value may begin with this character",
        f"{_QUOTE}, and indent with spaces, not tabs",
    ),
    (("escape", "hexdecimal", "hexadecimal", "Unicode", "chr()"), *BACKSLASH),
    (("quoted scalar",), "a quotation mark is opened here and never closed", "close it"),
    (("flow",), "a bracket is opened here and not closed, or a comma is missing", "write [a, b] or {key: value}"),
    (("simple key",), "a key without a colon", "write key: value"),
    (
        ("block scalar",),
        "something stands behind the | or >",
        "begin the text on the next line; a value that begins with > or | goes in quotation marks",
    ),
    (("document start",), "this line does not belong to what is above it", _INDENT),
    (("block ", "sequence entries"), "this line does not fit the lines above it", _INDENT),
)
_AT_THE_START = ("escape", "quoted scalar", "flow", "simple key")


def broken_by(error: Exception, file: str, text: str) -> Broken:
    """Return what a parser stumbled over, in words and at a place that are the same for both parsers."""
    told = f"{getattr(error, 'context', None) or ''}: {getattr(error, 'problem', None) or error}"
    signs, message, hint = next(
        (known for known in _SYNTAX if any(sign in told for sign in known[0])),
        (("",), f"this is no YAML ({told})", "mend this line, or the one before it"),
    )
    marks = [getattr(error, "problem_mark", None), getattr(error, "context_mark", None)]
    mark = next((mark for mark in (reversed(marks) if signs[0] in _AT_THE_START else marks) if mark), None)
    if mark is None:
        return Broken(Location(file, 1, 1), Refused(message, hint, "yaml"))
    before, here = text[: mark.index].rstrip(" ")[-1:], text[mark.index : mark.index + 1]
    if here == "\t":
        _, message, hint = _SYNTAX[0]
    elif signs[0] in ("document start", "block "):
        if here in ("]", "}", ","):
            message, hint = f"this {here} closes or parts nothing", "delete it, or open a bracket before it"
        elif before in ("'", '"') and here not in ("", "\n", "\r"):
            message, hint = "something stands behind the closing quotation mark", f"{_QUOTE}, or none of it"
    return Broken(Location(file, mark.line + 1, mark.column + 1), Refused(message, hint, "yaml"))
