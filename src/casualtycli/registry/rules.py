"""Every rule of ``casualty check``: how much it matters, why, an example that breaks it, and how to mend that.

The one place where a rule has its level. `casualty rules`, docs/rules.md and the help in SARIF are made from it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from casualtycli.problems import CommandError, Level, quoted
from casualtycli.suggest import did_you_mean

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong with a registry."""

    name: str
    level: Level
    what: str
    """What is wrong, in a few words."""
    why: str
    """Why it matters."""
    mend: str
    """What to do about it."""
    example: str
    """A few lines that break it."""
    of_figures: bool = True
    """Whether it is about single figures, so that one of them may say why it does not hold there."""

    @property
    def ignorable(self) -> bool:
        """Whether a figure may ``ignore`` it: never an error, for which the registry cannot be read as meant."""
        return self.of_figures and self.level is not ERROR


RULES: tuple[Rule, ...] = (
    Rule(
        "yaml",
        ERROR,
        "the file is no YAML, or has a part of YAML that is not read; the file is left out",
        "Nothing behind the mistake can be trusted, so no figure of the file is read.",
        "Mend the line, or the one before it. Indent the keys of one mapping alike, with spaces. "
        "Put a value with a colon and a space in it in quotation marks.",
        "note: a total: not a count",
    ),
    Rule(
        "encoding",
        ERROR,
        "the file is not UTF-8, or has a control character; the file is left out",
        "In another encoding the names in the file would be read as other names.",
        "Save the file as UTF-8; take control characters out.",
        "note: Réseau # saved as Latin-1",
    ),
    Rule(
        "file-size",
        ERROR,
        "the file is over 64 MiB; it is left out",
        "So large a file is nearly always something else, and would fill the memory.",
        "Split it: several files given with -f make one registry.",
        "# 64 MiB of figures",
    ),
    Rule(
        "structure",
        ERROR,
        "a list, a mapping or a single value stands where another of these belongs",
        "What stands there cannot be taken for what is meant, and a guess might drop a figure.",
        "Write figures as a list, each entry behind a dash; everything else as key: value.",
        "figures:\n  a: {count: 624, period: 2017-06}",
    ),
    Rule(
        "unknown-key",
        ERROR,
        "a key that the format does not have",
        "A misspelt key would be passed over in silence, and what it says would not count.",
        "Write the key as docs/registry.md has it, or put the text under note:.",
        "publishd: 2017-08-05",
    ),
    Rule(
        "duplicate-key",
        ERROR,
        "a key stands twice in one mapping",
        "Only one of the two values can hold, and nobody can tell which is meant.",
        "Keep one of the two.",
        "count: 624\nperiod: 2017-06\ncount: 642",
    ),
    Rule(
        "missing-key",
        ERROR,
        "a key that is required is missing or null",
        "Without it the number cannot be put beside another.",
        "Write the key; one that many figures share may stand under defaults.",
        "- id: a\n  period: 2017-06",
    ),
    Rule(
        "bad-value",
        ERROR,
        "a value that its key does not take",
        "The value says nothing that the program knows, so it would count for nothing.",
        "Write one of the values that the message names.",
        "airwars: {name: Airwars, role: monitors}",
    ),
    Rule(
        "bad-count",
        ERROR,
        "a count that cannot be read",
        "A number that may mean two things is not guessed at: every ratio rests on it.",
        "Write the number with the words of the source: 624, at least 624, about 600, 500-700.",
        "count: many",
    ),
    Rule(
        "bad-date",
        ERROR,
        "a day, month or year that cannot be read",
        "Which figure is newer, and what was known when, hangs on it.",
        "Write a day (2017-06-23), a month (2017-06) or a year (2017).",
        "published: 5 August 2017",
    ),
    Rule(
        "bad-period",
        ERROR,
        "a period that cannot be read",
        "Two figures are compared over the days that both cover: those have to be certain.",
        "Write the start and the end with a slash between: 2014-08/2017-06; an open end is two dots: 2014-08/..",
        "period: 2017-13",
    ),
    Rule(
        "period-order",
        ERROR,
        "a period ends before it starts",
        "It has no days; most often two dates changed places.",
        "Write the earlier date first.",
        "period: 2014-05/2014-03",
    ),
    Rule(
        "published-before-period",
        ERROR,
        "a figure was published before its period begins",
        "Nobody can have counted then what was still to come, unless it is a projection.",
        "Mend one of the two dates, or write projection: yes.",
        "period: 2018\npublished: 2017-08-05",
    ),
    Rule(
        "period-empty",
        ERROR,
        "no day of a period is left: the actor was not active there then",
        "The figure and what the registry says of its actor cannot both be true.",
        "Mend the period of the figure, or the days under actors: active.",
        "period: 2013\nactor: US-led coalition",
    ),
    Rule(
        "unknown-source",
        ERROR,
        "a figure names a source that is not declared",
        "A misspelt source would be compared as a source of its own.",
        "Write the id of a source as it is declared, or declare it under sources:.",
        "source: airwras",
    ),
    Rule(
        "unknown-figure",
        ERROR,
        "supersedes, relays or disputed names a figure that is not there",
        "The figure that it means to replace, to repeat or to dispute would go on counting.",
        "Write the id of a figure of the registry.",
        "supersedes: goood",
    ),
    Rule(
        "duplicate-id",
        ERROR,
        "two figures have one id, or a source is declared in two files",
        "An id has to lead to one figure alone, in every table and message.",
        "Give each figure an id of its own; declare a source once.",
        "- id: a\n  count: 624\n  period: 2017-06\n- id: a\n  count: 624\n  period: 2017-07",
    ),
    Rule(
        "circle",
        ERROR,
        "a name contains itself, or a figure supersedes, relays or disputes itself",
        "A part cannot contain its whole, nor an older figure replace the newer one that replaces it, nor two "
        "figures only repeat each other.",
        "Take one of the names out.",
        "Iraq and Syria: {parts: [Iraq, Syria]}\nSyria: {includes: [Iraq and Syria]}",
    ),
    Rule(
        "two-numbers",
        ERROR,
        "one source, scope, period and publication, and two numbers",
        "The source cannot have said both; most often one of the two is a slip.",
        "Mend one, or tell them apart: supersedes: for a correction, variant: for another way of counting, "
        "disputed: for a number that is not what it is printed as.",
        "- id: a\n  count: 624\n  period: 2017-06\n- id: b\n  count: 642\n  period: 2017-06",
    ),
    Rule(
        "other-source",
        ERROR,
        "a figure supersedes one of another source",
        "A source can take back only what it said itself.",
        "Name a figure of the same source; of another source's figure say disputed: in that figure.",
        "- {id: sohr-2017-06, source: sohr, count: 472, published: 2017-08, supersedes: airwars-2017-06}",
    ),
    Rule(
        "restart-outside",
        ERROR,
        "a count restarts on a day outside of its period, or after it was published",
        "The figure would count no day of its period, or all of it as without the restart.",
        "Write the day from which the number counts, or mend the period.",
        "period: 2014-08-01/2015-12-31\nrestart: 2016-01-01",
    ),
    Rule(
        "bad-batch",
        ERROR,
        "a batch is more than the count that it is part of, is for days that the count cannot hold, or is in a list",
        "What was added in the batch is taken out of the count, and must have been in it.",
        "Mend the number or the days of the batch.",
        "count: 250\nperiod: 2014-08-01/2016-06-30\nbatch: {count: 300, for: 2015}",
    ),
    Rule(
        "part-above-whole",
        ERROR,
        "in one publication a part has more than the whole can have",
        "One of the two numbers is wrong, or the one is no part of the other.",
        "Mend one of the two counts, or the parts and includes.",
        "- id: b\n  count: at least 700\n  period: 2017-06\n  place: Raqqa",
    ),
    Rule(
        "parts-sum",
        ERROR,
        "in one publication the declared parts do not add up to the whole",
        "What stands under parts: is all of the whole and shares nobody, so a number is wrong, or that is.",
        "Mend one of the counts; write about before one that is rounded. Where there may be others, or some are in two "
        "of the parts, write includes: for parts:.",
        "- {id: all, count: 150, period: 2023}\n- {id: children, measure: children killed, count: 100, period: 2023}\n"
        "- {id: others, measure: others killed, count: 60, period: 2023}",
    ),
    Rule(
        "clash-in-publication",
        ERROR,
        "figures that one source published on one day cannot all be true",
        "No number of deaths fits all of them. What they prove would be nothing, and what is derived from them wrong. "
        "Of a source that estimates it is a warning, `clash-in-source`.",
        "Mend one of the figures that the message names, or what is declared of the parts.",
        "- {id: year, count: 100, period: 2023}\n- {id: spring, count: at least 70, period: 2023-01/2023-05}\n"
        "- {id: autumn, count: at least 40, period: 2023-09/2023-11}",
    ),
    Rule(
        "events-file",
        ERROR,
        "a file of incidents cannot be read, or has not the columns that are named",
        "Its incidents would be missing from every sum, and days would seem to have nobody.",
        "Put the file into the folder of the registry, and name its columns as its first line does.",
        "sources:\n  monitor: {lists: 2023, events: {file: missing.csv, date: day, count: killed}}",
        of_figures=False,
    ),
    Rule(
        "ignore-expired",
        ERROR,
        "an ignore has run out, and what it quieted is still there",
        "Whoever wrote the day meant to look again by then.",
        "Mend the figure and take the ignore out, or write a later until: if the reason still holds.",
        "ignore: {rule: missing-url, reason: the page comes back in spring, until: 2018-03}",
    ),
    Rule(
        "ignore-needless",
        ERROR,
        "an ignore quiets nothing",
        "It would quiet the next mistake of that kind, which nobody has looked at.",
        "Take it out.",
        "ignore: {rule: month-ends, reason: whole months are meant}",
    ),
    Rule(
        "expectation",
        ERROR,
        "a ratio, a gap or what is proved is not what `expect` says; looked at only without other errors",
        "What was said in public no longer follows from the figures, or never did.",
        "Mend the figures, or write the number that there is and say so where the old one was used.",
        "expect:\n  - subject: monitor\n    baseline: ministry\n    period: 2023\n"
        "    ratio: 1.6 # 1.625, to as many places as written\n    gap: 240",
        of_figures=False,
    ),
    Rule(
        "missing-url",
        WARNING,
        "a figure has no url",
        "A number that nobody can look up cannot be checked.",
        "Write url: and the address where the number can be read; archive: keeps a copy of the page.",
        "- id: a\n  count: 624\n  period: 2017-06\n  url: null",
    ),
    Rule(
        "missing-published",
        WARNING,
        "a figure has no published",
        "It counts as older than every dated figure, so a newer one of its source may wrongly replace it.",
        "Write published: and the day, the month or the year.",
        "- id: a\n  count: 624\n  period: 2017-06\n  published: null",
    ),
    Rule(
        "published-inside",
        WARNING,
        "a figure was published before the last day of its period, which is stated to the day, or is one month or year",
        "A day and a month changed places, or the year is last year's. No day after the publication counts.",
        "Mend one of the two dates, write the days that are meant, or write projection: yes.",
        "period: 2017\npublished: 2017-01-20",
    ),
    Rule(
        "future-date",
        WARNING,
        "a figure was published, or read, on a day that has not come",
        "A slip in a year makes it the newest figure, which replaces those that are right.",
        "Mend the date. casualty check --today takes another day for today.",
        "published: 2204-02-20",
    ),
    Rule(
        "accessed-early",
        WARNING,
        "a figure was read before it was published",
        "One of the two dates is wrong; if it is that of the publication, another figure may be the newest.",
        "Mend one of the two dates.",
        "published: 2017-08-04\naccessed: 2017-07-04",
    ),
    Rule(
        "near-name",
        WARNING,
        "a name that is declared nowhere differs by a letter, a capital or a space from another",
        "Names are compared letter by letter: two spellings are two places, and never compared.",
        "Write the name as it stands elsewhere, or declare it under measures:, places: or actors:.",
        "- id: a\n  count: 624\n  period: 2017-06\n  actor: US led coalition",
    ),
    Rule(
        "where-near",
        WARNING,
        "a text that where: asks for stands in no row of a file, or rows are left out for one that is much like it",
        "Cells are compared letter by letter: Confirmed is not confirmed, and its dead are in no sum.",
        "Write the text under where: as the file has it; a list of texts takes several.",
        "where: {status: [confirmed, fair]}",
        of_figures=False,
    ),
    Rule(
        "unused-source",
        WARNING,
        "no figure has this source",
        "Its figures were forgotten, or it stands under two ids.",
        "Add its figures, or take it out.",
        "sources:\n  airwars: {name: Airwars}\n  sohr: {name: Syrian Observatory for Human Rights}",
        of_figures=False,
    ),
    Rule(
        "total-equals-part",
        WARNING,
        "in one publication a part has the same number as the whole",
        "Nothing would be left for the other parts; most often the total was copied to its part.",
        "Look the number of the part up again.",
        "- id: b\n  count: 624\n  period: 2017-06\n  place: Raqqa",
    ),
    Rule(
        "falling-total",
        WARNING,
        "a later running total is smaller than an earlier one",
        "More days cannot hold fewer deaths: a digit slipped, or the source took some of them back.",
        "Mend the count, or write supersedes: if the older total was revised, restart: if it began anew at zero.",
        "- id: a\n  count: 624\n  period: 2017-01-01/2017-06-30\n- id: b\n  count: 600\n"
        "  period: 2017-01-01/2017-07-31",
    ),
    Rule(
        "falling-remainder",
        WARNING,
        "two running totals leave fewer beside a part of them than the two before",
        "The others cannot become fewer: a digit slipped in one of the numbers, or one of them was revised.",
        "Look the numbers up; write supersedes: in the figure that corrects another.",
        "- {id: may, count: 1000, period: 2023-01-01/2023-05-31, published: 2023-06-01}\n"
        "- {id: women-may, measure: women killed, count: 400, period: 2023-01-01/2023-05-31, published: 2023-06-01}\n"
        "- {id: women-june, measure: women killed, count: 480, period: 2023-01-01/2023-06-30, published: 2023-07-01}\n"
        "- id: june\n  count: 1050\n  period: 2023-01-01/2023-06-30\n  published: 2023-07-01",
    ),
    Rule(
        "clash-in-source",
        WARNING,
        "figures that one source published on several days cannot all be true",
        "The newer ones hold, and the oldest is set aside: it is compared for its own days, and proves nothing.",
        "Mend one of the figures that the message names, or write supersedes: in the one that corrects another.",
        "- {id: may, count: 1481, period: 2014-09-23/2017-05-23, published: 2017-05-23}\n"
        "- {id: month, count: 472, period: 2017-05-24/2017-06-23, published: 2017-06-23}\n"
        "- id: june\n  count: 1593\n  period: 2014-09-23/2017-06-23\n  published: 2017-06-23",
    ),
    Rule(
        "list-clash",
        WARNING,
        "the incidents that a source lists cannot come to the total that it states",
        "The list is not complete on all the days that lists: names, or the total or an incident has a slip.",
        "Mend the one or the other, or write less into lists:.",
        "- id: a\n  count: 624\n  period: 2017-06",
    ),
    Rule(
        "duplicate-row",
        WARNING,
        "two rows of a file of incidents have one id",
        "Most likely one of them is a copy, and its people are counted twice.",
        "Take one of the two out, or give it an id of its own.",
        "events: {file: duplicate-row.csv, id: ref, date: day, count: killed}",
        of_figures=False,
    ),
    Rule(
        "relay-differs",
        WARNING,
        "a figure is not what the figure says that it relays",
        "The number, its qualifier, the measure, the place, the actor or the period was changed on the way: it would "
        "be compared with others as what it is not.",
        "Mend what was copied wrongly. If that is how it was printed, write disputed:, which says why.",
        "relays: monitor-2017",
    ),
    Rule(
        "relay-before-origin",
        WARNING,
        "a figure was published before the one that it relays",
        "Nobody can repeat what has not been said: a date is wrong, or both repeat a third.",
        "Mend one of the two dates, or name the figure that it was taken from.",
        "published: 2017-07-01\nrelays: monitor-2017",
    ),
    Rule(
        "clash-between-sources",
        NOTE,
        "figures of several sources cannot all be true",
        "That sources disagree is what is compared here. casualty bounds leaves all of these figures out.",
        "Look them up. A number that counts only what could be established is a floor: write counts: documented, or "
        "assessed, in its source.",
        "- {id: officially, source: ministry, count: at most 500, period: 2023}\n"
        "- id: counted\n  source: monitor\n  count: at least 624\n  period: 2023",
    ),
    Rule(
        "month-ends",
        NOTE,
        "an exact count whose ends are stated by month or year",
        "The days at both ends may or may not be counted, so little can be proved from it.",
        "Write the period to the day if whole months are meant.",
        "count: 624\nperiod: 2014-08/2017-06",
    ),
    Rule(
        "list-open",
        NOTE,
        "a source lists incidents, and does not say on which days the list is complete",
        "They prove that there were so many at least, but not that there were no more: nothing is compared.",
        "Write lists: and the days, if a day without an entry means that there was none.",
        "sources:\n  monitor: {}",
        of_figures=False,
    ),
)
LEVELS = {rule.name: rule.level for rule in RULES}
"""The level of each rule."""
IGNORABLE = tuple(rule.name for rule in RULES if rule.ignorable)
"""The rules that a figure may ``ignore``."""


def rule_named(name: str) -> Rule:
    """Return the rule of that name.

    Raises:
        CommandError: there is none.
    """
    check_rule(name, LEVELS)
    return next(rule for rule in RULES if rule.name == name)


def check_rule(name: str, known: Collection[str]) -> None:
    """Check that the name is one of those known.

    Raises:
        CommandError: it is not.
    """
    if name not in known:
        hint = did_you_mean(name, known, "casualty rules shows all of them")
        raise CommandError(f"no rule is called {quoted(name)}", hint)
