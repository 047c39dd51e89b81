"""What `casualty diff` says of the ratios and gaps that registries expect."""

import json

from transcripts import run

OLD = """\
registry: 1
sources: {ministry: {name: Ministry}, monitor: {name: Monitor}}
defaults: {measure: civilians killed, place: Northland, url: https://example.org/}
figures:
  - {id: ministry-2023, source: ministry, count: 400, period: 2023-01-01/2023-12-31, published: 2024-01-15}
  - {id: monitor-2023, source: monitor, count: 650, period: 2023-01-01/2023-12-31, published: 2024-02}
"""
EXPECT = "expect:\n  - {subject: monitor, baseline: ministry, ratio: 1.63, gap: 250}\n"


def diff(folder, old, new, *options):
    (folder / "old.yaml").write_text(old, encoding="utf-8")
    (folder / "new.yaml").write_text(new, encoding="utf-8")
    return run(f"casualty diff old.yaml new.yaml {' '.join(options)}", folder)


def test_an_expectation_that_a_figure_breaks(tmp_path):
    code, out, err = diff(tmp_path, OLD + EXPECT, (OLD + EXPECT).replace("650", "700"), "--width 100")
    assert (code, err) == (0, "")
    assert "1 expectation fails" in out
    assert "ratio 1.63 and gap 250: holds" in out
    assert "ratio 1.63 and gap 250: fails, there is ratio 1.75 and gap +300" in " ".join(out.split())


def test_for_machines(tmp_path):
    document = json.loads(diff(tmp_path, OLD + EXPECT, (OLD + EXPECT).replace("650", "700"), "--format json")[1])
    (change,) = document["expectations"]
    assert change["change"] == "changed"
    assert (change["subject"], change["baseline"], change["period"]) == ("monitor", "ministry", None)
    assert change["old"]["holds"] is True
    assert change["new"] == {
        "holds": False,
        "expected_ratio": "1.63",
        "expected_gap": "250",
        "ratio": {"estimate": 1.75, "exact": "7/4"},
        "gap": {"estimate": 300, "exact": "300"},
        "reason": None,
        "file": "new.yaml",
        "line": 8,
    }


def test_one_that_came_or_went(tmp_path):
    for old, new, change in ((OLD, OLD + EXPECT, "added"), (OLD + EXPECT, OLD, "removed")):
        code, out, _ = diff(tmp_path, old, new, "--format json --exit-code")
        assert code == 1
        assert [entry["change"] for entry in json.loads(out)["expectations"]] == [change]


def test_none_that_says_the_same_elsewhere(tmp_path):
    moved = OLD.replace("figures:", f"{EXPECT}figures:")
    assert diff(tmp_path, OLD + EXPECT, moved, "--exit-code")[0] == 0


def test_two_about_one_comparison_meet_in_their_order(tmp_path):
    both = OLD + EXPECT + "  - {subject: monitor, baseline: ministry, gap: 250}\n"
    document = json.loads(diff(tmp_path, both, both.replace("gap: 250}\n", "gap: 251}\n", 2), "--format json")[1])
    assert [entry["new"]["expected_gap"] for entry in document["expectations"]] == ["251", "251"]


def test_one_without_a_comparison_says_why(tmp_path):
    away = (OLD + EXPECT).replace("source: monitor, count: 650", "source: monitor, measure: strikes, count: 650")
    out = " ".join(diff(tmp_path, OLD + EXPECT, away, "--width 200")[1].split())
    assert "1 expectation fails" in out
    assert "fails, " in out
