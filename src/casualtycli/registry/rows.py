"""Rows of a file of incidents, read in one pass: each a light tuple, or a problem with its line."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import NamedTuple, Protocol, TextIO

from casualtycli.activities import Activity
from casualtycli.counts import read_count
from casualtycli.model import Incident, PassedOver
from casualtycli.periods import Moment, read_moment
from casualtycli.problems import Location, Problem, Refused, quoted
from casualtycli.scopes import Scope

MOST_TOLD = 20
"""Rows of one file that are told; of more, how many there are."""
DELIMITERS = ",;\t"
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[ T]00:00(?::00(?:\.0+)?)?Z?", re.ASCII)
"""A day as databases export it."""
_LINE_END = re.compile(rb"\r\n?|\n")

MOST_PASSED = 1000
"""Texts for which rows were left out that are kept in mind."""

Columns = Mapping[str, int]
"""Where each column of a file stands, by name."""


class Wanted(NamedTuple):
    """What each row is asked for."""

    columns: Mapping[str, str]
    """By key, the column that says it."""
    constant: Mapping[str, str]
    """By key, what all rows share."""
    published: Moment | None
    where: Mapping[str, frozenset[str]]
    """For columns, the texts of which a row has to have one."""


class _Rows(Protocol):
    """What the csv module reads from."""

    @property
    def line_num(self) -> int:
        """How many lines it has read."""

    def __iter__(self) -> Iterator[list[str]]: ...

    def __next__(self) -> list[str]: ...


class _Bad(Exception):
    """A row that cannot be read as meant: what is wrong, and the text that is."""

    def __init__(self, rule: str, message: str, hint: str, text: str = "") -> None:
        super().__init__(message)
        self.rule, self.message, self.hint, self.text = rule, message, hint, text


class RowReader:
    """Reads one file."""

    def __init__(self, file: str, wanted: Wanted, active: Callable[[Scope], Activity]) -> None:
        self.incidents: list[Incident] = []
        self.problems: list[Problem] = []
        self.left_out = 0
        self._passed: dict[tuple[str, str], PassedOver] = {}
        self._met: set[tuple[str, str]] = set()
        self._file = file
        self._wanted = wanted
        self._active = active
        self._excerpt = ""
        self._lines = 0
        self._bad = 0
        self._line = 1
        self._rows: _Rows
        self._delimiter = ","
        self._width = 0
        self._columns: dict[str, int] = {}
        self._days: dict[str, tuple[int, int]] = {}
        self._numbers: dict[str, tuple[int | None, int, int | None]] = {}
        self._known: dict[str, int] = {}
        self._scopes: dict[tuple[str, str, str], tuple[Scope, Activity]] = {}

    def begin(self, text: TextIO) -> Columns:
        """Return the columns of the file.

        Raises:
            Refused: it has none, or one of them twice.
        """
        lines = self._kept(text)
        head = next(lines, "")
        try:
            self._delimiter = _delimiter(head)
            self._rows = csv.reader(chain([head], lines), delimiter=self._delimiter, strict=True)
            names = [name.strip() for name in next(self._rows, [])]
        except csv.Error as error:
            raise self._no_csv(1, error) from None
        asked = {*self._wanted.columns.values(), *self._wanted.where}
        twice = next((name for name in names if name in asked and names.count(name) > 1), None)
        if twice is not None:
            raise Refused(f"{self._file} has two columns {quoted(twice)}", "give each column a name of its own")
        if not any(names):
            raise Refused(f"{self._file} has no columns", "write their names into its first line")
        self._columns = {name: at for at, name in reversed(list(enumerate(names)))}
        self._width = len(names)
        return {name: self._columns[name] for name in names if name}

    def _kept(self, text: TextIO) -> Iterator[str]:
        """Yield the lines, each kept for as long as a problem may want to show it."""
        try:
            for line in text:
                self._excerpt = line
                self._lines += 1
                if "\0" in line:
                    message = f"{self._file}:{self._lines} has a character of no meaning (NUL)"
                    raise Refused(message, "save it anew, as CSV in UTF-8")
                yield line
        except UnicodeDecodeError as error:
            line_num = self._lines + 1 + len(_LINE_END.findall(error.object[: error.start]))
            raise Refused(f"{self._file}:{line_num} is not UTF-8", "save it as UTF-8") from None

    def read(self) -> None:
        """Read all rows.

        Raises:
            Refused: the file is no CSV, or not UTF-8.
        """
        row_of, rows = self._row_reader(), self._rows
        read = rows.line_num
        try:
            for cells in rows:
                self._line, read = read + 1, rows.line_num
                if not any(map(str.strip, cells)):
                    continue
                try:
                    incident = row_of(cells)
                except _Bad as bad:
                    self._tell(bad)
                    continue
                if incident is None:
                    self.left_out += 1
                else:
                    self.incidents.append(incident)
        except csv.Error as error:
            raise self._no_csv(read + 1, error) from None
        if self._bad > MOST_TOLD:
            message = f"{self._bad - MOST_TOLD:,} rows more cannot be read"
            self.problems.append(
                self._problem(_Bad("events-file", message, "mend the first ones, and check again"), "")
            )

    def _no_csv(self, line: int, error: csv.Error) -> Refused:
        return Refused(f"{self._file}:{line} is no CSV: {error}", "mend its quotation marks, or save it as CSV anew")

    def _row_reader(self) -> Callable[[list[str]], Incident | None]:
        """Return what reads a row, all that is the same for all rows looked up before."""
        at, wanted = {key: self._columns[name] for key, name in self._wanted.columns.items()}, self._wanted
        where = [(self._columns[column], texts, column) for column, texts in wanted.where.items()]
        width, first = self._width, at["date"]
        until, id_, published = at.get("until"), at.get("id"), at.get("published")
        known_to_all = 0 if wanted.published is None else wanted.published.span.last.toordinal()

        def row(cells: list[str]) -> Incident | None:
            if len(cells) != width:
                raise _Bad("structure", *_why_not_wide(len(cells), width, self._delimiter))
            unwanted = None
            for at_column, texts, column in where:  # all of them, so that a text asked for is met wherever it stands
                text = cells[at_column].strip()
                if text in texts:
                    self._met.add((column, text))
                else:
                    unwanted = unwanted or (column, text, texts)
            if unwanted:
                self._pass_over(*unwanted)
                return None
            scope, active = self._scope(cells, at)
            start, stop = self._span(cells[first], "" if until is None else cells[until])
            known = known_to_all if published is None else self._publication(cells[published])
            start, stop = _cut(start, stop, known, cells[first])
            if active.spans and active.elapsed(start) == active.elapsed(stop):
                message = f"{scope.actor} was not active in {scope.place} then"
                raise _Bad("period-empty", message, "mend the row, or the days in actors: active", cells[first])
            reported, low, high = self._count(cells, at)
            name = None if id_ is None else cells[id_].strip() or None
            return Incident(name, scope, start, stop, reported, low, high, known, self._line, self._file)

        return row

    def _pass_over(self, column: str, text: str, wanted: frozenset[str]) -> None:
        """Keep in mind for which text a row is left out; there may be very many of these."""
        before = self._passed.get((column, text))
        if before is not None:
            self._passed[column, text] = before._replace(rows=before.rows + 1)
        elif len(self._passed) < MOST_PASSED:
            self._passed[column, text] = PassedOver(column, text, wanted, 1, self._line)

    @property
    def passed_over(self) -> tuple[PassedOver, ...]:
        """The texts for which rows were left out."""
        return tuple(self._passed.values())

    @property
    def unmet(self) -> tuple[tuple[str, str], ...]:
        """Columns with texts that were asked for, and that no row has."""
        asked = ((column, text) for column, texts in self._wanted.where.items() for text in sorted(texts))
        return tuple(pair for pair in asked if pair not in self._met)

    def _scope(self, cells: list[str], at: Mapping[str, int]) -> tuple[Scope, Activity]:
        constant = self._wanted.constant
        measure, place, actor = (
            cells[at[key]].strip() if key in at else constant.get(key, "") for key in ("measure", "place", "actor")
        )
        key = measure, place, actor
        if key not in self._scopes:
            for kind, name in (("measure", measure), ("place", place)):
                if not name:
                    raise _Bad("missing-key", f"the row has no {kind}", f"write its {kind}")
            scope = Scope(measure, place, actor or None)
            self._scopes[key] = scope, self._active(scope)
        return self._scopes[key]

    def _span(self, first: str, last: str) -> tuple[int, int]:
        start, stop = self._days.get(first) or self._day(first)
        if not last.strip():
            return start, stop
        _, end = self._days.get(last) or self._day(last)
        if end <= start:
            raise _Bad("period-order", f"it ends on {last.strip()}, before it begins", "mend one of the two", last)
        return start, end

    def _day(self, text: str) -> tuple[int, int]:
        """Return the number of the first day that a date may mean, and of the day after the last."""
        stated = text.strip()
        if midnight := _MIDNIGHT.fullmatch(stated):
            stated = midnight[1]
        try:
            moment = read_moment(stated)
        except Refused as refused:
            raise _Bad("bad-date", refused.message, refused.hint, text) from None
        wide = int(moment.approximate)
        self._days[text] = found = moment.beside(-wide).start, moment.beside(wide).stop
        return found

    def _publication(self, text: str) -> int:
        if text not in self._known:
            self._known[text] = self._day(text)[1] - 1 if text.strip() else 0
        return self._known[text]

    def _count(self, cells: list[str], at: Mapping[str, int]) -> tuple[int | None, int, int | None]:
        """Return the best number and the ends; a column of its own sets an end that the count leaves otherwise."""
        texts = [cells[at[key]].strip() if key in at else "" for key in ("count", "low", "high")]
        if not any(texts):
            raise _Bad("bad-count", "the row states no number", "write 0 if nobody is meant, or leave the row out")
        found = [self._numbers.get(text) or self._number(text) for text in texts]
        reported, low, high = found[0] if texts[0] else (None, 0, None)
        low = found[1][1] if texts[1] else low
        high = found[2][2] if texts[2] else high
        if reported is not None and high is not None and reported > high:
            raise _Bad("bad-count", f"the count {texts[0]} is above the high {high:,}", "mend one of the two", texts[0])
        if reported is not None and reported < low:
            raise _Bad("bad-count", f"the count {texts[0]} is below the low {low:,}", "mend one of the two", texts[0])
        if high is not None and low > high:
            message = f"the low {low:,} is above the high {high:,}"
            raise _Bad("bad-count", message, "mend one of the two", texts[1] or texts[0])
        return reported, low, high

    def _number(self, text: str) -> tuple[int | None, int, int | None]:
        if not text:
            return None, 0, None
        try:
            count = read_count(text)
        except Refused as refused:
            raise _Bad("bad-count", refused.message, refused.hint, text) from None
        self._numbers[text] = found = count.reported, count.low, count.high
        return found

    def _tell(self, bad: _Bad) -> None:
        self._bad += 1
        if self._bad <= MOST_TOLD:
            on_one_line = self._rows.line_num == self._line
            self.problems.append(self._problem(bad, self._excerpt.rstrip("\r\n") if on_one_line else ""))

    def _problem(self, bad: _Bad, excerpt: str) -> Problem:
        text = bad.text.strip()
        cell = rf"(?<![^{DELIMITERS}\"\s]){re.escape(text)}(?![^{DELIMITERS}\"\s])"
        found = list(re.finditer(cell, excerpt)) if text else []
        start, end = found[0].span() if len(found) == 1 else (0, None)
        place = Location(self._file, self._line, start + 1, None if end is None else end + 1)
        return Problem(location=place, rule=bad.rule, message=bad.message, hint=bad.hint, excerpt=excerpt)


def _delimiter(head: str) -> str:
    """Return what stands between the names of columns: the mark that makes the most of them."""
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([head], delimiter=mark), [])))


def _why_not_wide(cells: int, width: int, delimiter: str) -> tuple[str, str]:
    """Return that a row has too few cells or too many, and what to do about it."""
    message = f"the row has {cells} {'cell' if cells == 1 else 'cells'}, not {width}"
    if cells < width:
        return message, "write them all, those that are empty too"
    name = {",": "a comma", ";": "a semicolon", "\t": "a tab"}[delimiter]
    return message, f"put a cell with {name} in it into quotation marks, and leave none over"


def _cut(start: int, stop: int, known: int, written: str) -> tuple[int, int]:
    """Return the days up to the publication."""
    if not known:
        return start, stop
    if known < start:
        message = f"published on {date.fromordinal(known)}, before {written.strip()}"
        raise _Bad("published-before-period", message, "mend one of the two", written)
    return start, min(stop, known + 1)
