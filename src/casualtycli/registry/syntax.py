"""What a YAML parser stumbles over, in words of our own that do not depend on the parser."""

from __future__ import annotations

import re

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
_COLON = "a colon and a space inside a value"
_COMMENT = "a # behind a space begins a comment: the rest of the line is not read"
_HIDDEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|\s(?P<comment>#)""", re.DOTALL)
_SYNTAX = (
    (("tab character", "'\\t'"), "a tab where only spaces may stand", "indent with spaces"),
    (("mapping values",), _COLON, f"{_QUOTE}; a key is indented like the others"),
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
    if signs[0] == "flow" and (found := _in_brackets(error, file, text)):
        return found
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


def _in_brackets(error: Exception, file: str, text: str) -> Broken | None:
    """Return what is wrong with a value inside brackets, where it is that which seems to leave them open."""
    opened, met = getattr(error, "context_mark", None), getattr(error, "problem_mark", None)
    if opened is None or met is None:
        return None
    if text[met.index : met.index + 1] == ":":
        return Broken(Location(file, met.line + 1, met.column + 1), Refused(_COLON, _QUOTE, "yaml"))
    for found in _HIDDEN.finditer(text, opened.index, met.index):
        if found["comment"]:
            before = text[: found.start("comment")]
            line, column = text.count("\n", 0, len(before)) + 1, len(before) - before.rfind("\n")
            return Broken(Location(file, line, column), Refused(_COMMENT, f"{_QUOTE}, or close the bracket", "yaml"))
    return None
