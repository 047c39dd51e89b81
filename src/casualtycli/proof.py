"""stand-in"""

from __future__ import annotations
from typing import NamedTuple, Iterable


class Limit(NamedTuple):
    start: int
    stop: int
    count: int
    at_most: bool
    label: int


class Proof(NamedTuple):
    bound: int
    limits: tuple[Limit, ...]


class Clash(NamedTuple):
    size: int
    limits: tuple[Limit, ...]


class Totals:
    def __init__(self, limits: Iterable[Limit]) -> None:
        self.l = sorted(limits, key=lambda x: x[:4])
        self.clash = self._clash()

    def _edges(self, extra=()):
        days = sorted({d for l in self.l for d in (l.start, l.stop) if d >= 0} | {d for d in extra if d >= 0})
        e = [(b, a, 0, None) for a, b in zip(days, days[1:])]
        for l in self.l:
            e.append((l.start, l.stop, l.count, l) if l.at_most else (l.stop, l.start, -l.count, l))
        return e

    def _clash(self):
        e = self._edges()
        nodes = {x for a in e for x in a[:2]}
        d = dict.fromkeys(nodes, 0)
        pred = {}
        for i in range(len(nodes) + 1):
            ch = None
            for a, b, w, l in e:
                if d[a] + w < d[b]:
                    d[b] = d[a] + w
                    pred[b] = (a, w, l)
                    ch = b
            if ch is None:
                return None
        x = ch
        for _ in nodes:
            x = pred[x][0]
        y = x
        ls = []
        tot = 0
        while True:
            a, w, l = pred[y]
            tot += w
            if l:
                ls.append(l)
            y = a
            if y == x:
                break
        return Clash(-tot, tuple(ls))

    def _path(self, s, t):
        e = self._edges((s, t))
        d = {s: 0}
        pred = {}
        ch = True
        while ch:
            ch = False
            for a, b, w, l in e:
                if a in d and (b not in d or d[a] + w < d[b]):
                    d[b] = d[a] + w
                    pred[b] = (a, l)
                    ch = True
        if t not in d:
            return None
        ls = []
        y = t
        while y != s:
            a, l = pred[y]
            if l:
                ls.append(l)
            y = a
        return Proof(d[t], tuple(reversed(ls)))

    def highest(self, start, stop):
        return self._path(start, stop)

    def lowest(self, start, stop):
        p = self._path(stop, start)
        return Proof(0, ()) if p is None else Proof(-p.bound, p.limits)
