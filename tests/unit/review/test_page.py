"""The report's page is one well-formed file that needs nothing else, escapes all it holds, and leads to differences."""

from __future__ import annotations

import re
import shutil
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.cli import main
from annotator.review.agreement.bootstrap import Interval
from annotator.review.agreement.counting import LeftOut
from annotator.review.agreement.measures import Measured
from annotator.review.agreement.report import ArticleScores, Comparison, Report
from annotator.review.behind import Difference
from annotator.review.page import page
from annotator.review.page_lists import MOST
from annotator.review.saying import Said
from tests.unit.review.reports import SEEDS, TAGSET, crowded, seed_differences, seeds

_VOID = {"meta", "br", "line", "rect", "circle"}
EVIL = "</td><script>alert(1)</script><!-- “'&amp; \u202e שלום 👩‍🚀 é \u0000 ]]>"


class Read(HTMLParser):
    """A page as a reader of HTML sees it; fails where elements do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.words: list[str] = []
        self.comments: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps what is opened."""
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.hrefs += [given["href"] or ""] if "href" in given else []
        if tag not in _VOID or tag in ("line", "rect", "circle"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """What ends is what was opened last."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keeps the text."""
        if self._open and self._open[-1] != "style":
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        """Keeps comments, of which there should be none."""
        self.comments.append(data)

    @property
    def text(self) -> str:
        """All words."""
        return "".join(self.words)


@pytest.fixture(scope="module")
def text() -> str:
    """The page of the seeds."""
    return page(seeds(), seed_differences(), TAGSET, made="2026-11-22")


def test_the_page_needs_nothing_but_itself(text: str) -> None:
    read = Read(text)
    assert text.startswith("<!DOCTYPE html>")
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & set(read.tags)
    without_names = text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?://|//[a-z]|@import|url\(", without_names)
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_every_link_leads_somewhere_and_every_id_is_ones_own(text: str) -> None:
    read = Read(text)
    assert len(set(read.ids)) == len(read.ids)
    assert read.hrefs
    assert {href for href in read.hrefs if href[1:] not in read.ids} == set()
    lists = {id for id in read.ids if "-list" in id}
    assert lists == {href[1:] for href in read.hrefs if "-list" in href}


def test_numbers_meanings_and_differences_stand_on_the_page(text: str) -> None:
    read = Read(text)
    compared = seeds().pairs[0]
    for name in ("mention.strict", "tri-c", "arg-c", "relation", "entity-chains.lea"):
        value = compared.measure(name)
        assert value is not None
        assert f"{value.f1:.3f}" in read.text
    assert "same span and same type" in read.text
    assert "Krippendorff’s α" in read.text
    assert "Not marked done" in read.text
    for each in seed_differences()[:40]:
        assert each.article in read.text
        assert each.ones is None or each.ones.quote in read.text
    assert read.tags.count("svg") == 3


def test_what_is_written_never_becomes_markup() -> None:
    said = Said("x", EVIL, EVIL, EVIL, ((EVIL, EVIL),), ((EVIL, EVIL),))
    whose = [EVIL, "b"]
    confused = replace(seeds().pairs[0], one=EVIL, other="b")
    report = replace(
        seeds(),
        folder=f"/x/{EVIL.replace('/', '')}",
        annotators=tuple(whose),
        pairs=(confused,),
        notes=(EVIL,),
        left_out=(LeftOut(EVIL, EVIL, EVIL),),
    )
    missing = Difference(EVIL, EVIL, "b", "entity", ("missing", "type"), said, None, 3, 5)
    clean = Read(page(seeds(), seed_differences(), TAGSET))
    made = page(report, [missing], TAGSET, names={"b": EVIL})
    read = Read(made)
    assert not read.comments
    assert "script" not in read.tags
    assert set(read.tags) <= set(clean.tags) | {"details"}
    assert "\u0000" not in made
    assert EVIL.replace("\u0000", "\ufffd") in read.text


def _large(articles: int) -> tuple[Report, list[Difference]]:
    names = ("anna", "bert", "cleo")
    pairs = (("anna", "bert"), ("anna", "cleo"), ("bert", "cleo"))
    measured = Measured("mention.strict", "", 0.5, 0.5, 0.5, 50, 50, Interval(0.4, 0.6))
    strict = Measured("entity.strict", "PER", 0.5, 0.5, 0.5, 50, 50, Interval(0.4, 0.6))
    scores = tuple(ArticleScores(f"news-{n}.txt", (measured,)) for n in range(articles))
    compared = tuple(Comparison(*pair, articles, (measured,), (strict,), scores) for pair in pairs)
    said = Said("x", "PER", "Person", "somebody " * 10, (), (("Form", "name"),))
    differences = [
        Difference(f"news-{n}.txt", *pair, "entity", ("boundary",), said, said, 10 * k, 10 * k + 5)
        for pair in pairs
        for n in range(articles)
        for k in range(15)
    ]
    return Report("/news", "plover 0.8", articles, names, compared), differences


def test_a_thousand_articles_make_a_page_that_can_be_sent() -> None:
    report, differences = _large(1000)
    begun = time.process_time()
    made = page(report, differences, TAGSET)
    assert time.process_time() - begun < 20
    assert len(made) < 6_000_000
    read = Read(made)
    assert f"and {15 * 1000 - MOST:,} more" in read.text
    assert "1,000 articles" in read.text
    assert "the 100 articles that agree least" in read.text
    assert read.text.count("news-999.txt") >= 3


def test_many_types_and_annotators_have_pictures_for_each_pair() -> None:
    report = crowded(types=40, annotators=4)
    read = Read(page(report, [], TAGSET))
    assert read.tags.count("svg") == 1 + 2 * 6
    assert "Type by type" not in read.text
    assert "A_TYPE_WITH_A_VERY_LONG_NAME_39" in read.text


def test_a_report_of_nothing_says_so() -> None:
    empty = Report(
        "/news", "", 0, ("anna", "bert"), notes=("No article has two sheets that can be compared.",)
    )
    read = Read(page(empty, [], TAGSET))
    assert "There is nothing to compare." in read.text
    assert "No article has two sheets" in read.text


def test_the_command_writes_the_page_and_overwrites_only_when_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = tmp_path / "articles", tmp_path / "report.html"
    shutil.copytree(SEEDS, folder)
    assert main(["agree", str(folder), "--html", str(out)]) == 0
    first = out.read_text("utf-8")
    assert "Agreement: articles" in Read(first).text
    assert {path.name for path in tmp_path.iterdir()} == {"articles", "report.html"}
    out.write_text("mine", encoding="utf-8")
    assert main(["agree", str(folder), "--html", str(out)]) == 2
    assert "nothing is overwritten" in capsys.readouterr().err
    assert out.read_text("utf-8") == "mine"
    assert main(["agree", str(folder), "--html", str(out), "--overwrite"]) == 0
    assert out.read_text("utf-8") == first
    for path in (*folder.glob("*.txt"), *folder.glob("*.tags.json")):
        before = path.read_bytes()
        assert main(["agree", str(folder), "--html", str(path), "--overwrite"]) == 2
        assert "is not overwritten" in capsys.readouterr().err
        assert path.read_bytes() == before
    assert main(["agree", str(folder), "--html", str(tmp_path / "no" / "r.html")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_gold_comes_first_where_it_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = tmp_path / "articles", tmp_path / "report.html"
    shutil.copytree(SEEDS, folder)
    assert main(["promote", "annotator-a", str(folder)]) == 0
    assert main(["agree", str(folder), "--html", str(out)]) == 0
    read = Read(out.read_text("utf-8"))
    assert "gold and annotator-b" in read.text
    assert "each against gold" in read.text
    # Three sheets: pairs are drawn, for each of the measures that say most.
    assert sum(id.startswith("pairs-") and id.endswith("-title") for id in read.ids) == 3
    capsys.readouterr()
