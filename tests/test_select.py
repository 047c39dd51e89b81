"""Which figures are asked for, and which of them speak together."""

from __future__ import annotations

from datetime import date

import pytest
from registries import registry_of

from casualtycli.problems import CommandError
from casualtycli.scopes import Scope
from casualtycli.select import Selection, listed, source_named, speaker_named, voices

DECLARED = """
    sources:
      b: {name: Beta, short: B}
      a: {name: Alpha, short: A}
      empty: {name: Nobody, short: N}
    places:
      Land: {includes: [Town]}
"""
FIGURES = """
    id: a1, source: a, count: 10, period: 2020-01, published: 2020-02-01
    id: a2, source: a, count: 12, period: 2020-01, published: 2020-03-01
    id: a3, source: a, count: 20, period: 2020-02, published: 2020-03-01
    id: a4, source: a, count: 3, period: 2020-01, published: 2020-03-01, place: Town, actor: X
    id: a5, source: a, count: 9, period: 2020-01, published: 2020-03-01, variant: low
    id: a6, source: a, count: 99, period: 2020-01, published: 2020-03-01, disputed: {by: a2, why: misread}
    id: a7, source: a, count: 98, period: 2020-02, published: 2020-03-01, variant: low, disputed: {by: a3, why: no}
    id: b1, source: b, count: 7, period: 2020-01, published: 2020-04-01, measure: hurt
"""
LAND, TOWN, HURT = Scope("killed", "Land"), Scope("killed", "Town", "X"), Scope("hurt", "Land")
Spoken = list[tuple[str, str | None, str | None, dict[Scope, list[str]]]]


def spoken(selection: Selection) -> Spoken:
    """Return of each voice its source, its variant, the figure disputed, and all figures by scope."""
    return [
        (
            voice.source.id,
            voice.variant,
            voice.disputed.id if voice.disputed else None,
            {scope: [figure.id for figure in figures] for scope, figures in voice.figures.items()},
        )
        for voice in voices(registry_of(FIGURES, DECLARED), selection)
    ]


def test_a_source_speaks_with_one_voice_for_each_variant_and_each_disputed_figure() -> None:
    assert spoken(Selection()) == [
        ("b", None, None, {HURT: ["b1"]}),
        ("a", None, None, {LAND: ["a3", "a2"], TOWN: ["a4"]}),
        ("a", "low", None, {LAND: ["a5"]}),
        ("a", None, "a6", {LAND: ["a6"]}),
        ("a", "low", "a7", {LAND: ["a7"]}),
    ]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        pytest.param(Selection(as_of=date(2020, 1, 31)), [], id="nothing known yet"),
        pytest.param(Selection(as_of=date(2020, 2, 1)), [("a", None, None, {LAND: ["a1"]})], id="known by a day"),
        pytest.param(
            Selection(disputed=False, as_of=date(2020, 3, 1)),
            [("a", None, None, {LAND: ["a3", "a2"], TOWN: ["a4"]}), ("a", "low", None, {LAND: ["a5"]})],
            id="undisputed",
        ),
    ],
)
def test_voices_asked_for(selection: Selection, expected: Spoken) -> None:
    assert spoken(selection) == expected


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        pytest.param(Selection(), "b1 a1 a2 a3 a4 a5 a6 a7", id="all, in force or not"),
        pytest.param(Selection(as_of=date(2020, 2, 1)), "a1", id="known by a day"),
        pytest.param(Selection(sources=("b",)), "b1", id="source"),
        pytest.param(Selection(measures=("hurt",)), "b1", id="measure"),
        pytest.param(Selection(places=("Town",)), "a4", id="place"),
        pytest.param(Selection(places=("Town", "Land"), actors=("X",)), "a4", id="actor"),
        pytest.param(Selection(sources=("a",), disputed=False), "a1 a2 a3 a4 a5", id="undisputed"),
        pytest.param(Selection(sources=("empty",)), "", id="a source without figures"),
        pytest.param(Selection(measures=("hurt",), places=("Town",)), "", id="nothing is both"),
    ],
)
def test_figures_listed(selection: Selection, expected: str) -> None:
    assert " ".join(figure.id for figure in listed(registry_of(FIGURES, DECLARED), selection)) == expected


@pytest.mark.parametrize(
    ("selection", "message", "hint"),
    [
        pytest.param(
            Selection(sources=("c",)), 'no source is called "c"', "the registry has: a, b, empty", id="source"
        ),
        (Selection(measures=("hrut",)), 'no measure is called "hrut"', 'did you mean "hurt"?'),
        (Selection(places=("X",)), 'no place is called "X"', "the registry has: Land, Town"),
        (Selection(actors=("Land",)), 'no actor is called "Land"', "the registry has: X, whoever it was"),
    ],
)
def test_a_name_that_the_registry_does_not_have(selection: Selection, message: str, hint: str) -> None:
    with pytest.raises(CommandError) as caught:
        listed(registry_of(FIGURES, DECLARED), selection)
    assert (caught.value.message, caught.value.hint) == (message, hint)


@pytest.mark.parametrize("name", ["b", "B", "beta", "BETA"])
def test_a_source_is_known_by_every_name_that_tables_show(name):
    registry = registry_of(FIGURES, DECLARED)
    assert source_named(registry, name) == "b"
    with pytest.raises(CommandError, match="no source is called"):
        source_named(registry, f"{name}!")


def test_a_name_that_two_sources_share_is_not_said_to_be_of_none() -> None:
    found = registry_of(
        "id: x, source: a, count: 1, period: 2020", "sources: {a: {short: Ministry}, b: {short: ministry}}\n"
    )
    with pytest.raises(CommandError, match="several sources are called") as caught:
        speaker_named(found, "Ministry")
    assert caught.value.hint == "write the id of one: a, b"
