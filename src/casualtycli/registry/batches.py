"""``batch`` of a figure: old deaths that its source added at once, and the days that they are for."""

from __future__ import annotations

from datetime import date

from casualtycli.activities import Activity, effective
from casualtycli.counts import Count, read_count
from casualtycli.model import Batch
from casualtycli.periods import Period, Span, read_period
from casualtycli.problems import Refused, quoted
from casualtycli.registry import nodes
from casualtycli.registry.fields import Fields

BATCH_KEYS = {"count": "write count: and how many were added", "for": "write for: and the days that they are for"}


def read_batches(
    fields: Fields, node: nodes.Node | None, counted: Count, days: Span, active: Activity, *, adds: bool
) -> tuple[Batch, ...]:
    """Return the batches in a figure of that count and those days: one mapping, or a list of them."""
    if node is None:
        return ()
    if adds and not nodes.is_null(node):
        hint = "write the old deaths as a figure of their own that adds"
        fields.report(fields.document.place(node), "bad-batch", "a figure that adds to a list has no batch", hint)
        return ()
    entries = node.items if isinstance(node, nodes.Sequence) else [node]
    read = [batch for entry in entries if (batch := _batch(fields, entry, days, active)) is not None]
    added = sum(batch.count for batch in read)
    most = counted.reported if counted.reported is not None else counted.high
    if most is not None and added > most:
        message = f"the batch of {added:,} is more than the {counted.words} that it is part of"
        fields.report(fields.document.place(node), "bad-batch", message, "mend one of the two")
    return tuple(read)


def _batch(fields: Fields, node: nodes.Node, days: Span, active: Activity) -> Batch | None:
    mapping = fields.mapping(node, "batch", BATCH_KEYS, "write {count: NUMBER, for: PERIOD}")
    if mapping is None:
        return None
    get = mapping.entries.get
    for key, hint in BATCH_KEYS.items():
        if nodes.is_null(get(key)):
            fields.required(mapping, key, "batch", hint)
    number = fields.parsed(get("count"), "count", "bad-count", _number)
    period = fields.parsed(get("for"), "for", "bad-period", _closed)
    if number is None or period is None:
        return None
    meant = _days(fields, mapping.entries["for"], period, days, active)
    return Batch(number, period, meant) if meant else None


def _days(fields: Fields, node: nodes.Node, period: Period, days: Span, active: Activity) -> Span | None:
    """Return the days that a batch is for, as far as the actor was active."""
    stated = period.outer(date.max)
    meant = effective(stated, days.last, active)
    if meant is not None:
        return meant
    late = stated is None or stated.first > days.last
    why = f"they begin after its last day, {days.last}" if late else "its actor was not active then"
    hint = "write for: and the earlier days that the deaths are of"
    fields.report(fields.document.place(node), "bad-batch", f"the figure cannot hold deaths of {period}: {why}", hint)
    return None


def _number(text: str) -> int:
    count = read_count(text)
    if count.reported is None or not count.low == count.reported == count.high or count.reported == 0:
        raise Refused(f"a batch cannot be {quoted(text)}", "write just the number that was added: 300")
    return count.reported


def _closed(text: str) -> Period:
    period = read_period(text)
    if period.open:
        raise Refused(f"the days of a batch need an end, and {text} has none", "write the last of them: 2015/2016-03")
    return period
