"""Reading articles: bytes to text and back, and why a file cannot be opened."""

from __future__ import annotations

import codecs
import hashlib
import os
import socket
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.articles.article import newlines_of
from annotator.articles.decoding import DecodingFailure, decode, encode, mark_of
from annotator.articles.reading import SIZE_LIMIT, ArticleProblem, probe, read_article, read_beginning
from tests.permissions import bound_by_permissions
from tests.unit.articles.strategies import texts

TEXT = "Jose\u0301 👨‍👩‍👧‍👦 نور\u00a0\u2028x\r\nlone\rend\n\x00\ufdd0 \ufeff inside"


def write(folder: Path, data: bytes, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32"),
        (codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), "utf-32"),
    ],
)
def test_unicode_with_and_without_a_mark(tmp_path: Path, data: bytes, encoding: str) -> None:
    path = write(tmp_path, data)
    article = read_article(path)
    assert article.text == TEXT
    assert article.encoding == encoding
    assert article.newlines == "mixed"
    assert (article.size, article.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert data.decode(article.encoding) == article.text
    assert encode(article.text, article.encoding, mark=mark_of(data, article.encoding)) == data
    assert read_article(path, encoding=article.encoding) == article
    assert read_beginning(path) == TEXT
    assert probe(path) is None


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("windows-1252", "Müller"),
        ("windows-1252", "Der Außenminister nannte ihn in München „Freund“ – und ging."),
        ("windows-1252", "Russia’s “war” cost 5 €."),
        ("windows-1250", "Prezydent Łukasz Żółć powiedział, że spotkanie w Gdańsku było ważne."),
        ("windows-1251", "Министр иностранных дел заявил в Москве, что переговоры продолжатся."),
        ("cp932", "日本の林芳正外相は日曜日、ミュンヘンでNATOの事務総長と会談した。"),
    ],
)
def test_other_encodings_are_detected_and_round_trip(tmp_path: Path, encoding: str, text: str) -> None:
    data = text.encode(encoding)
    article = read_article(write(tmp_path, data))
    assert (article.text, article.encoding) == (text, encoding)
    assert article.text.encode(article.encoding) == data


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("windows-1250", "Ministr zahraničí navštívil Brno. Řekl, že příští týden přijede premiér."),
        ("windows-1250", "Praha: válka končí."),
        ("windows-1250", "Minister spraw zagranicznych przyjechał do Łodzi. Rozmawiał o współpracy."),
        ("windows-1250", "Warszawa: wojna się kończy."),
        ("windows-1250", "A külügyminiszter kedden Győrbe érkezett, és tárgyalt a miniszterelnökkel."),
        ("windows-1251", "Москва: война окончена."),
        ("koi8-r", "Министр иностранных дел заявил в Москве, что переговоры продолжатся."),
        ("koi8-r", "Москва: война окончена."),
        ("windows-1252", "Die Müllers aus Köln."),
        ("windows-1252", "Der Außenminister traf in Zürich ein. „Größe“ zählt – und Öl."),
        ("windows-1252", "Déjà vu à Paris."),
        ("windows-1252", "Le ministre des affaires étrangères a déclaré à Genève qu’il était prêt."),
        ("windows-1252", "¿Mañana? El presidente habló en Córdoba."),
        ("windows-1252", "He said – quietly – “yes”."),
        ("windows-1252", "Zoë Núñez met the minister."),
        ("windows-1253", "Ο υπουργός Εξωτερικών δήλωσε στην Αθήνα ότι οι συνομιλίες συνεχίζονται."),
        ("windows-1254", "Dışişleri Bakanı İstanbul'da görüşmelerin süreceğini söyledi."),
        ("windows-1254", "Güneş doğdu. Işık şehirde."),
        ("windows-1255", "שר החוץ אמר בירושלים כי השיחות יימשכו."),
        ("windows-1257", "Užsienio reikalų ministras Vilniuje pareiškė, kad derybos tęsis."),
        ("iso8859-2", "Ministr zahraničí navštívil Brno. Řekl, že příští týden přijede premiér."),
    ],
)
@pytest.mark.parametrize("times", [1, 6])
def test_the_letters_of_languages_tell_encodings_apart(encoding: str, text: str, times: int) -> None:
    whole = "\r\n".join([text] * times)
    found, name = decode(whole.encode(encoding))
    assert (found, name) == (whole, encoding)


def test_a_long_article_with_foreign_names_keeps_its_language(tmp_path: Path) -> None:
    said = (
        "Ministr zahraničí přijal v Praze Jörga Müllera. Občané podle něj příští týden žádají změnu. " * 3000
    )
    article = read_article(write(tmp_path, said.encode("cp1250")))
    assert (article.text, article.encoding) == (said, "windows-1250")


def test_a_recorded_encoding_wins_while_the_bytes_fit_it(tmp_path: Path) -> None:
    path = write(tmp_path, "Zoë".encode())
    assert read_article(path, encoding="latin-1").text == "ZoÃ«"
    assert read_article(path, encoding="latin-1").encoding == "iso8859-1"
    assert read_article(path, encoding="ascii").text == "Zoë"
    assert read_article(path, encoding="no such codec").encoding == "utf-8"
    assert read_article(path, encoding="UTF_8").encoding == "utf-8"


@pytest.mark.parametrize("recorded", ["utf-8", "UTF8", "utf_8", "U8", "utf-8-sig", None])
@pytest.mark.parametrize("text", [TEXT, "\ufeffdouble", "a\ufeffb", "", "👍 e\u0301 שלום\r\n"])
def test_a_mark_is_no_text_whatever_was_recorded_before_it_was_there(
    tmp_path: Path, recorded: str | None, text: str
) -> None:
    data = codecs.BOM_UTF8 + text.encode()
    article = read_article(write(tmp_path, data), encoding=recorded)
    assert (article.text, article.encoding) == (text, "utf-8-sig")
    assert encode(article.text, article.encoding, mark=mark_of(data, article.encoding)) == data
    assert read_beginning(tmp_path / "a.txt", encoding=recorded) == text
    bare = read_article(write(tmp_path, b"T" + text.encode()), encoding=recorded)
    assert (bare.text, bare.encoding) == ("T" + text, "utf-8")


@pytest.mark.parametrize("recorded", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_mark_before_wide_characters_is_no_text_either(tmp_path: Path, recorded: str) -> None:
    whole = recorded[:-3]
    data = encode(TEXT, whole, mark="\ufeff".encode(recorded))
    assert data.startswith("\ufeff".encode(recorded))
    article = read_article(write(tmp_path, data), encoding=recorded)
    assert (article.text, article.encoding) == (TEXT, whole)
    bare = read_article(write(tmp_path, TEXT.encode(recorded)), encoding=recorded)
    assert (bare.text, bare.encoding) == (TEXT, recorded)


@given(texts)
def test_any_text_survives_utf8(text: str) -> None:
    found, encoding = decode(text.encode())
    if text.startswith("\ufeff"):
        assert (found, encoding) == (text[1:], "utf-8-sig")
    else:
        assert (found, encoding) == (text, "utf-8")


@given(st.binary(max_size=64))
@example(b"\xff\xfe\x00\x00")
@example(b"\x81\x8d\x8f")
def test_any_bytes_decode_to_a_text_that_gives_them_back(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except DecodingFailure:
        assert data.startswith(
            (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8, codecs.BOM_UTF32_BE)
        )
        return
    assert data.decode(encoding) == text
    assert encode(text, encoding, mark=mark_of(data, encoding)) == data


@pytest.mark.parametrize(
    ("text", "newlines"),
    [("", "none"), ("a", "none"), ("a\nb", "lf"), ("a\r\n\r\n", "crlf"), ("a\rb", "cr"), ("\n\r", "mixed")],
)
def test_newlines(text: str, newlines: str) -> None:
    assert newlines_of(text) == newlines


def problem_of(path: Path, size_limit: int = SIZE_LIMIT) -> ArticleProblem:
    """Return the problem, after making sure that list and opening agree on it."""
    found = probe(path, size_limit=size_limit)
    assert found is not None
    with pytest.raises(ArticleProblem) as raised:
        read_article(path, size_limit=size_limit)
    assert str(raised.value) == str(found)
    assert found.path == path
    assert found.remedy or found.reason == "missing"
    return found


LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (LFS, "lfs-pointer"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "binary"),
        (b"%PDF-1.7\nplain", "binary"),
        (bytes(5000), "binary"),
        (bytes(range(256)) * 40, "binary"),
        ("A text in UTF-16 without a mark".encode("utf-16-le"), "binary"),
    ],
)
def test_what_is_no_text(tmp_path: Path, data: bytes, reason: str) -> None:
    assert problem_of(write(tmp_path, data)).reason == reason


@pytest.mark.parametrize(
    "data", [b"", b"a\0b", b"\0", b"\0\0", b"x" * 50 + b"\0\0\0\0\0", LFS + b" is no pointer" * 80]
)
def test_texts_with_a_stray_nul_open(tmp_path: Path, data: bytes) -> None:
    path = write(tmp_path, data)
    assert probe(path) is None
    assert read_article(path).text.encode() == data


def test_a_broken_mark_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, codecs.BOM_UTF16_LE + b"a\0b")
    with pytest.raises(ArticleProblem, match="byte-order mark of UTF-16") as raised:
        read_article(path)
    assert raised.value.reason == "encoding"


def test_what_is_no_file(tmp_path: Path) -> None:
    assert problem_of(tmp_path).reason == "no-file"
    assert problem_of(tmp_path / "none.txt").reason == "missing"
    assert problem_of(tmp_path / "none.txt" / "below.txt").reason == "missing"


def test_the_size_limit_counts_bytes(tmp_path: Path) -> None:
    path = write(tmp_path, "äöü".encode())
    assert probe(path, size_limit=6) is None
    assert read_article(path, size_limit=6).text == "äöü"
    assert problem_of(path, size_limit=5).reason == "too-large"
    assert read_article(path, size_limit=None).text == "äöü"


@pytest.mark.skipif(os.name == "nt", reason="POSIX files")
class TestPosix:
    def test_links(self, tmp_path: Path) -> None:
        link = tmp_path / "link.txt"
        link.symlink_to("gone.txt")
        assert "link to a file that does not exist: gone.txt" in str(problem_of(link))
        loop = tmp_path / "loop.txt"
        loop.symlink_to(loop)
        assert "leads back to itself" in str(problem_of(loop))
        good = tmp_path / "good.txt"
        good.symlink_to(write(tmp_path, b"text"))
        assert read_article(good).text == "text"

    def test_pipes_sockets_and_devices_never_block(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pipe = tmp_path / "pipe.txt"
        os.mkfifo(pipe)
        assert problem_of(pipe).reason == "no-file"
        assert problem_of(Path("/dev/zero")).reason == "no-file"
        monkeypatch.chdir(tmp_path)  # the name of a socket may not be long
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("s.txt")
            assert problem_of(Path("s.txt")).reason == "no-file"

    def test_permission(self, tmp_path: Path) -> None:
        bound_by_permissions(without_permission, tmp_path)


def without_permission(folder: Path) -> None:
    path = write(folder, b"text")
    path.chmod(0)
    found = problem_of(path)
    assert found.reason == "unreadable"
    assert "may not be read by you" in str(found)


def test_the_beginning_is_cut_between_characters(tmp_path: Path) -> None:
    text = "äöü 👩🏽‍🚀 " * 5000
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        path = write(tmp_path, text.encode(encoding))
        for length in (4096, 4097, 4098, 4099):
            head = read_beginning(path, length=length)
            assert head
            assert text.startswith(head)
    path = write(tmp_path, ("Der Außenminister in München. " * 5000).encode("cp1252"))
    assert read_beginning(path).startswith("Der Außenminister in München.")


def test_ten_megabytes_open_fast(tmp_path: Path) -> None:
    path = write(tmp_path, ("Ministers’ talks in Zürich 👩🏽‍🚀.\r\n" * 250_000).encode())
    best = 9.0
    for _ in range(3):
        began = time.perf_counter()
        assert read_article(path).newlines == "crlf"
        best = min(best, time.perf_counter() - began)
    assert best < 1.0
