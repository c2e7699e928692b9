"""The one look at an upload: what it is, what is taken out of it, and what is refused."""

import asyncio
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from api.assets import AssetRoom
from domain.assets.inspection.service import look
from domain.assets.inspection.values import CLEANED, SENT, THUMBNAIL, Found
from domain.assets.markup.rules import clean_html
from domain.assets.vectors.rules import clean_svg
from domain.errors import InvalidInput
from tests.assets.uploads import moving, overlapping, packed, picture, png_of, svg


def looked_at(directory: Path, content: bytes, declared: str = "application/octet-stream") -> Found:
    (directory / SENT).write_bytes(content)
    return look(directory, declared)


WORD = packed(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
SHEET = packed(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"})
KINDS = [
    (picture("PNG"), "image/png"),
    (picture("JPEG"), "image/jpeg"),
    (picture("WEBP"), "image/webp"),
    (picture("GIF"), "image/gif"),
    (picture("AVIF"), "image/avif"),
    (picture("ICO", size=(32, 32)), "image/x-icon"),
    (svg(), "image/svg+xml"),
    (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- made by hand -->' + svg(), "image/svg+xml"),
    (b"\x00\x00\x00\x18ftypmp42" + bytes(20), "video/mp4"),
    (b"\x00\x00\x00\x18ftypqt  " + bytes(20), "video/quicktime"),
    (b"\x00\x00\x00\x18ftypM4A " + bytes(20), "audio/mp4"),
    (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(20), "video/webm"),
    (b"ID3\x04" + bytes(20), "audio/mpeg"),
    (b"\xff\xfb\x90\x00" + bytes(20), "audio/mpeg"),
    (b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(20), "audio/wav"),
    (b"OggS" + bytes(20), "audio/ogg"),
    (b"fLaC" + bytes(20), "audio/flac"),
    (b"\x00\x01\x00\x00\x00\x0c" + bytes(20), "font/ttf"),
    (b"OTTO" + bytes(20), "font/otf"),
    (b"wOFF" + bytes(20), "font/woff"),
    (b"wOF2" + bytes(20), "font/woff2"),
    (b"%PDF-1.7\n", "application/pdf"),
    (WORD, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (SHEET, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (packed(**{"index.html": b"<p>Hi"}), "application/zip"),
    (b'{"a": 1}', "application/json"),
    (b"<!doctype html><p>Hi", "text/html"),
]


@pytest.mark.parametrize(("content", "kind"), KINDS, ids=[kind for _, kind in KINDS])
def test_a_file_is_what_its_bytes_say(tmp_path, content, kind):
    for declared in ("application/octet-stream", kind, f"{kind.upper()}; charset=utf-8"):
        found = looked_at(tmp_path, content, declared)
        assert found.facts is not None, found.refusal
        assert found.facts.media_type == kind


@pytest.mark.parametrize(
    ("content", "declared"),
    [
        (picture("PNG"), "image/jpeg"),
        (b"<script>alert(1)</script>", "text/plain"),
        (b"  <!-- x --> <HTML><body>", "image/png"),
        (svg("<script>alert(1)</script>"), "image/png"),
        (svg(), "text/plain"),
        (picture("GIF") + b"<script>", "text/html"),
        (packed(a=b"x"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b'{"a": 1}', "image/svg+xml"),
    ],
)
def test_a_file_sent_as_something_else_is_refused_by_both_names(tmp_path, content, declared):
    refusal = looked_at(tmp_path, content, declared).refusal
    assert refusal is not None
    assert refusal.field == "Content-Type"
    assert declared in refusal.message


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00" + bytes(90),
        b"\x7fELF" + bytes(90),
        b"#!/bin/sh\n\x00",
        b"\xff\xfe<\x00",
        b"\x00\x00\x00\x18ftypheic",
    ],
    ids=["empty", "windows program", "program", "text with a NUL", "UTF-16", "HEIC"],
)
def test_what_the_library_does_not_keep_is_refused(tmp_path, content):
    assert looked_at(tmp_path, content).refusal is not None


def test_texts_are_what_they_were_said_to_be(tmp_path):
    for declared in ("text/plain", "text/csv"):
        facts = looked_at(tmp_path, "a,b\nä,ö\n".encode(), declared).facts
        assert facts is not None
        assert facts.media_type == declared
    assert looked_at(tmp_path, b"a,b\n", "application/octet-stream").refusal is not None


def test_a_picture_is_measured_and_shrunk(tmp_path):
    facts = looked_at(tmp_path, picture("JPEG", size=(1_200, 300))).facts
    assert facts is not None
    assert (facts.width, facts.height, facts.frames) == (1_200, 300, 1)
    with Image.open(tmp_path / THUMBNAIL) as small:
        assert (small.format, small.size) == ("WEBP", (320, 80))


def test_a_thumbnail_stands_as_the_camera_was_held_and_carries_nothing_of_the_camera(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera of Ana"
    looked_at(tmp_path, picture("JPEG", size=(200, 100), exif=exif))
    assert b"Camera of Ana" not in (tmp_path / THUMBNAIL).read_bytes()
    with Image.open(tmp_path / THUMBNAIL) as small:
        assert small.size == (100, 200)


def test_two_pictures_that_look_alike_have_two_thumbnails(tmp_path):
    seen = set()
    for form in ("PNG", "GIF"):
        looked_at(tmp_path, picture(form))
        seen.add((tmp_path / THUMBNAIL).read_bytes())
    assert len(seen) == 2


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_frames_are_counted(tmp_path, form):
    facts = looked_at(tmp_path, moving(form, frames=4)).facts
    assert facts is not None
    assert facts.frames == 4


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (png_of(50_000, 50_000), "pixels"),
        (png_of(65_000, 10), "sides"),
        (picture("PNG")[:60], "cannot be read"),
        (picture("JPEG")[:200], "cannot be read"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "cannot be read"),
    ],
    ids=["many pixels", "long side", "cut PNG", "cut JPEG", "no PNG"],
)
def test_a_picture_that_would_take_too_much_or_cannot_be_read_is_refused(tmp_path, content, why):
    refusal = looked_at(tmp_path, content).refusal
    assert refusal is not None
    assert why in refusal.message


def archive_of(member: zipfile.ZipInfo, content: bytes = b"x") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, content)
    return written.getvalue()


def link() -> zipfile.ZipInfo:
    member = zipfile.ZipInfo("link")
    member.create_system, member.external_attr = 3, 0o120777 << 16
    return member


ARCHIVES = {
    "a member that grows beyond measure": (packed(a=bytes(8 * 2**20)), "times its size"),
    "members that share their bytes": (overlapping(), "overlap"),
    "another archive": (packed(**{"inner.zip": packed(a=b"x")}), "another one"),
    "a member above": (archive_of(zipfile.ZipInfo("../../etc/passwd")), "outside"),
    "an absolute member": (archive_of(zipfile.ZipInfo("/etc/passwd")), "outside"),
    "a member above, as Windows writes it": (archive_of(zipfile.ZipInfo("..\\..\\x")), "outside"),
    "a member of a drive": (archive_of(zipfile.ZipInfo("c:x")), "outside"),
    "a link": (archive_of(link(), b"/etc/passwd"), "link"),
    "too many members": (packed(**{str(index): b"" for index in range(2_001)}), "members"),
    "a cut end": (packed(a=b"content" * 100)[:-30], "damaged"),
}


@pytest.mark.parametrize(("content", "why"), ARCHIVES.values(), ids=ARCHIVES.keys())
def test_an_archive_that_harms_whoever_unpacks_it_is_refused(tmp_path, content, why):
    refusal = looked_at(tmp_path, content).refusal
    assert refusal is not None
    assert why in refusal.message


def test_an_archive_whose_header_lies_about_its_size_is_refused(tmp_path):
    content = bytearray(packed(a=bytes(300_000)))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(mark) + offset
        content[at : at + 4] = (100).to_bytes(4, "little")
    assert looked_at(tmp_path, bytes(content)).refusal is not None


HARMFUL_SVG = {
    "a script": "<script>alert(1)</script>",
    "a script of another name": '<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script>',
    "HTML inside": '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="alert(1)"/></foreignObject>',
    "an XHTML script": '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
    "a handler": '<rect onclick="alert(1)"/>',
    "a handler in capitals": '<rect OnLoad="alert(1)"/>',
    "a link": '<a href="javascript:alert(1)"><rect/></a>',
    "an old link": '<a xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="javascript:alert(1)"><rect/></a>',
    "a use from elsewhere": '<use href="https://evil.example/x.svg#a"/>',
    "a picture from elsewhere": '<image href="https://evil.example/x.png"/>',
    "a drawing in a data address": '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
    "an animated link": '<a><animate attributeName="href" values="javascript:alert(1)"/></a>',
    "an animated handler": '<rect><set attributeName="onmouseover" to="alert(1)"/></rect>',
    "an animated old link": '<set attributeName="xlink:href" to="javascript:alert(1)"/>',
    "an imported style": "<style>@import url(https://evil.example/x.css);</style>",
    "a style that loads": '<rect style="fill:url(https://evil.example/x)"/>',
    "a style in disguise": '<rect style="fill:\\75rl(https://evil.example/x)"/>',
    "a style split by a comment": '<rect style="fill:u/**/rl(https://evil.example/x)"/>',
    "a style that loads between two strings": "<style>a{content:'/*'} p{fill:url(https://evil.example/x)} b{content:'*/'}</style>",
    "an attribute that loads between two strings": """<g style="--a:'/*';fill:url(https://evil.example/x);--b:'*/'"/>""",
    "a style whose halves join": "<style>@im<foo>x</foo>port 'https://evil.example/x.css';</style>",
    "a base": '<g xml:base="https://evil.example/"><use href="#a"/></g>',
    "an attribute that loads": '<rect fill="url(https://evil.example/x)"/>',
    "a handler element": '<handler xmlns="http://www.w3.org/2000/svg">alert(1)</handler>',
    "a frame": '<iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.example"/>',
}


@pytest.mark.parametrize("inside", HARMFUL_SVG.values(), ids=HARMFUL_SVG.keys())
def test_what_could_run_or_reach_out_is_taken_out_of_a_drawing(inside):
    cleaned = clean_svg(svg(f'{inside}<circle r="1"/>'))
    assert cleaned.removed
    text = cleaned.content.decode()
    for harm in ("alert", "evil.example", "javascript", "<script", "data:image/svg"):
        assert harm not in text
    assert "<circle" in text


def test_a_decent_drawing_stays_as_it_is():
    inside = (
        '<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient></defs>'
        "<style>.a { fill: url(#g); }</style>"
        '<g transform="scale(2)" style="stroke: red"><path class="a" d="M0 0L5 5"/><use href="#g"/></g>'
        '<rect><animate attributeName="x" from="0" to="5" dur="1s"/></rect><text>A &lt; B</text>'
        '<image href="data:image/png;base64,iVBORw0KGgo="/>'
    )
    cleaned = clean_svg(svg(inside))
    assert cleaned.removed == ()
    assert cleaned.content == svg(inside)
    assert (cleaned.width, cleaned.height) == (40, 20)


def test_a_drawing_says_its_language_and_keeps_its_spaces():
    inside = '<text xml:lang="de" xml:space="preserve">A  B</text>'
    assert clean_svg(svg(inside)).content == svg(inside)


def test_what_a_link_held_is_still_drawn():
    assert b"<g><rect/></g>" in clean_svg(svg('<a href="https://shop.example"><rect/></a>')).content


COPIES = "".join(f'<g id="g{level}"><use href="#g{level + 1}"/><use href="#g{level + 1}"/></g>' for level in range(20))
BOMBS = {
    "entities": b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + svg("<text>&b;</text>"),
    "an entity from a file": b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + svg("<text>&a;</text>"),
    "copies of copies": svg(COPIES + '<g id="g20"/>'),
    "patterns of patterns": svg(
        "".join(f'<pattern id="g{n}">' + f'<rect fill="url(#g{n + 1})"/>' * 10 + "</pattern>" for n in range(8))
    ),
    "a copy of itself": svg('<g id="a"><use href="#a"/></g>'),
    "nesting": svg("<g>" * 150 + "</g>" * 150),
    "nesting beyond the parser": svg("<g>" * 90_000 + "</g>" * 90_000),
    "too many elements": svg("<g/>" * 50_001),
    "no XML": b"<svg xmlns='http://www.w3.org/2000/svg'><rect>",
    "no namespace": b"<svg><rect/></svg>",
    "UTF-16": svg().decode().encode("utf-16"),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_drawing_that_would_cost_its_readers_too_much_is_refused(bomb):
    with pytest.raises(InvalidInput):
        clean_svg(bomb)


def test_the_document_type_of_a_drawing_program_is_no_reason_to_refuse_it():
    doctype = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    assert clean_svg(b'<?xml version="1.0" encoding="utf-8"?>' + doctype + svg()).content == svg()


@given(st.text(alphabet="<>/ =\"'&;:#ascriptonludhref\n", max_size=200))
def test_whatever_comes_a_cleaned_drawing_is_well_formed_and_holds_no_script(text):
    try:
        cleaned = clean_svg(svg(text))
    except InvalidInput:
        return
    root = etree.fromstring(cleaned.content)
    for element in root.iter():
        assert etree.QName(element).localname != "script"
        assert not any(str(name).lower().startswith("on") for name in element.attrib)
    assert clean_svg(cleaned.content).content == cleaned.content


HARMFUL_HTML = {
    "a script": "<script>alert(1)</script>",
    "a handler": '<img src="https://a.example/x.png" onerror="alert(1)">',
    "a link": '<a href="javascript:alert(1)">x</a>',
    "a link in disguise": '<a href="java&#10;script:alert(1)">x</a>',
    "a frame": '<iframe src="https://evil.example"></iframe>',
    "a form": '<form action="https://evil.example"><input name="password"></form>',
    "an object": '<object data="https://evil.example"></object>',
    "a base": '<base href="https://evil.example/">',
    "a refresh": '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    "a drawing": "<svg><script>alert(1)</script></svg>",
    "formulas": "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "a style that loads": '<p style="background:url(https://evil.example/x)">x</p>',
    "a sheet that loads": "<style>p { background: url(https://evil.example/x) }</style>",
    "a sheet that imports": "<style>@import 'https://evil.example/x';</style>",
    "a sheet in disguise": "<style>p { background: \\75 rl(https://evil.example/x) }</style>",
    "a sheet that loads between two strings": """<style>
        a { content: "/*" } p { background: url(https://evil.example/x) } b { content: "*/" }
    </style>""",
    "a style that loads between two strings": """<p style="--a:'/*';background:url(https://evil.example/x);--b:'*/'">x</p>""",
    "a style that loads without saying url": """<p style="background-image:image-set('https://evil.example/x' 1x)">x</p>""",
    "a sheet that loads without saying url": "<style>p { background: image('https://evil.example/x') }</style>",
    "a template": "<template><script>alert(1)</script></template>",
    "noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
}


@pytest.mark.parametrize("harmful", HARMFUL_HTML.values(), ids=HARMFUL_HTML.keys())
def test_what_could_run_or_reach_out_is_taken_out_of_a_page(harmful):
    text = clean_html(f"<h1>Spring</h1>{harmful}<p>Sale</p>").text
    for harm in ("alert(1)", "evil.example", "javascript", "<script", "<iframe", "<form", "<svg", "onerror="):
        assert harm not in text
    assert "<h1>Spring</h1>" in text
    assert "Sale" in text


def test_a_decent_page_keeps_its_text_tables_pictures_and_styles():
    page = (
        "<!doctype html><html><head><title>T</title><style>p { color: red }</style></head><body>"
        '<table width="600" cellpadding="0"><tr><td align="center" style="color: #123456">'
        '<a href="https://shop.example/{{ code }}">Buy</a><img src="https://cdn.example/x.png" alt="x" width="10"></td></tr>'
        "</table></body></html>"
    )
    cleaned = clean_html(page)
    assert cleaned.removed == ()
    for kept in (
        "<style>p { color: red }</style>",
        'width="600"',
        "color: #123456",
        "cdn.example",
        'alt="x"',
        ">Buy</a>",
    ):
        assert kept in cleaned.text


def test_a_page_nested_beyond_reason_is_refused():
    with pytest.raises(InvalidInput):
        clean_html("<div>" * 5_000)
    assert clean_html("<p>a" * 5_000 + "<br>" * 5_000).text


def test_what_is_kept_of_a_page_is_written_beside_it(tmp_path):
    found = looked_at(tmp_path, b"<html><p onclick=x>Hi<script>x</script></html>")
    assert found.facts is not None
    assert found.facts.removed == ("script", "on*")
    assert (tmp_path / CLEANED).read_text() == '<!doctype html>\n<meta charset="utf-8">\n<p>Hi</p>\n'


@pytest.mark.parametrize(
    ("content", "purpose"),
    [
        ({"colors": [{"name": "Ink", "hex": "#101820"}]}, "palette"),
        ({"colors": [{"name": "Ink", "hex": "ink"}]}, ""),
        ({"colors": []}, ""),
        ({"v": "5.7", "w": 10, "h": 10, "fr": 30, "layers": []}, "lottie"),
        ([1, 2], ""),
    ],
)
def test_json_is_told_apart_by_what_it_holds(tmp_path, content, purpose):
    facts = looked_at(tmp_path, json.dumps(content).encode()).facts
    assert facts is not None
    assert facts.purpose == purpose


def test_json_nested_beyond_reason_is_refused(tmp_path):
    assert looked_at(tmp_path, b"[" * 200_000).refusal is not None


def test_a_text_larger_than_its_kind_may_be_is_refused(tmp_path):
    assert looked_at(tmp_path, b"<p>" + b"x" * 3_000_000, "text/html").refusal is not None


@pytest.fixture
def room(tmp_path) -> AssetRoom:
    return AssetRoom(files=None, uploads=tmp_path, quota_bytes=1)  # type: ignore[arg-type]


async def test_the_look_is_taken_in_a_process_of_its_own(room, tmp_path):
    (tmp_path / SENT).write_bytes(picture())
    found = await room.look("ours", tmp_path, "image/png")
    assert found.facts is not None
    assert (found.facts.width, (tmp_path / THUMBNAIL).exists()) == (64, True)


async def test_a_process_that_dies_over_a_file_refuses_it(room, tmp_path):
    found = await room.look("ours", tmp_path, "image/png")  # where nothing was brought
    assert found.facts is None
    assert found.refusal is not None


@pytest.mark.parametrize(
    "content",
    [
        b"<!---->" * 500 + b"x",
        b"<!--" + b"--><!--" * 500,
        b'<?xml version="1.0"?>' + b"<!---->" * 200 + b"<!DOCTYPE svg>" + b"<!---->" * 300 + b"<g>",
        b"<" * 1_000_000,
        b"<a" * 500_000,
        b"<" + b"a" * 1_000_000,
        b"<a onx" * 150_000,
    ],
    ids=["comments", "open comments", "comments of a drawing", "brackets", "open tags", "a long name", "handlers"],
)
async def test_a_file_made_to_be_looked_at_forever_is_looked_at_in_time(room, tmp_path, content):
    (tmp_path / SENT).write_bytes(content)
    assert (await room.look("ours", tmp_path, "text/html")).facts is not None


async def test_files_that_take_long_hold_up_nobody_but_who_sent_them(room, tmp_path):
    directories = [tmp_path / name for name in ("first", "second", "theirs")]
    for directory in directories:
        directory.mkdir()
    for directory in directories[:2]:
        os.mkfifo(directory / SENT)  # whoever opens it waits for somebody who writes
    (directories[2] / SENT).write_bytes(picture())
    first, second, theirs = (
        asyncio.create_task(room.look("theirs" if directory.name == "theirs" else "ours", directory, "image/png"))
        for directory in directories
    )
    try:
        assert (await theirs).facts is not None
        assert not first.done()
        assert not second.done()
    finally:
        for waiting in (first, second):
            waiting.cancel()
        await asyncio.gather(first, second, return_exceptions=True)


def test_the_process_gets_no_more_memory_than_it_may_have(tmp_path):
    greedy = "from domain.assets.inspection.service import confine; confine(); bytearray(3 * 2**30)"
    ended = subprocess.run([sys.executable, "-c", greedy], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "MemoryError" in ended.stderr
