"""PDFs that are deep, circular, compressed a thousandfold, or endless to draw."""

from __future__ import annotations

import random
import zlib

from bench._hostile.material import Kind, Material
from bench._hostile.pngs import _bomb


def _pdf(objects: dict[int, bytes], root: int = 1) -> bytes:
    """A file of these numbered objects with a correct cross-reference table (ISO 32000-1, section 7.5)."""
    out, places = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    rows = b"".join(b"%010d 00000 n \n" % places.get(number, 0) for number in range(1, size))
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
    return out + table + b"trailer <</Size %d /Root %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, root, start)


def _stream(body: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d %s>>\nstream\n%s\nendstream" % (len(body), more, body)


def _one_page(
    content: bytes, more: bytes = b"", box: bytes = b"0 0 600 420", extra: dict[int, bytes] | None = None
) -> bytes:
    page = b"<</Type/Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R %s>>" % (box, more)
    return _pdf(
        {
            1: b"<</Type/Catalog /Pages 2 0 R>>",
            2: b"<</Type/Pages /Kids [3 0 R] /Count 1>>",
            3: page,
            4: content,
            **(extra or {}),
        }
    )


def _odd_page(dice: random.Random, _: Material) -> bytes:
    sizes = (
        b"0 0 1 50000",
        b"0 0 1e9 1e9",
        b"0 0 0 0",
        b"600 420 0 0",
        b"0 0 -5 7",
        b"nan inf 0 0",
        b"0 0 1e-9 1",
        b"0 0",
    )
    more = dice.choice((b"", b"/UserUnit 1e6", b"/Rotate 45", b"/Rotate 90"))
    return _one_page(_stream(b"0 0 300 200 re f"), more, dice.choice(sizes))


def _packed(dice: random.Random, _: Material) -> bytes:
    """Drawing operators of a gigabyte in a megabyte, compressed once or twice."""
    body, name = _bomb(1_000_000_000), b"/Filter /FlateDecode"
    if dice.random() < 0.5:
        body, name = zlib.compress(body, 9), b"/Filter [/FlateDecode /FlateDecode]"
    return _one_page(_stream(body, name))


def _endless_drawing(dice: random.Random, _: Material) -> bytes:
    orders = (
        b"0 0 m 600 420 l S ",
        b"q 0 0 600 420 re W n ",
        b"0 0 m 9 900 900 9 600 420 c b* ",
        b"BT /F 99 Tf (abc) Tj ET ",
    )
    body = zlib.compress(dice.choice(orders) * dice.choice((20_000, 1_000_000)), 9)
    return _one_page(_stream(body, b"/Filter /FlateDecode"))


def _laughter(dice: random.Random, _: Material) -> bytes:
    """Forms that draw ten forms that draw ten forms: 10^9 rectangles."""
    extra = {}
    for depth in range(9):
        more = b"/Type/XObject /Subtype/Form /BBox [0 0 600 420] /Resources <</XObject <</A %d 0 R>>>>" % (11 + depth)
        extra[10 + depth] = _stream(b"/A Do " * 10, more)
    extra[19] = _stream(b"0 0 600 420 re f", b"/Type/XObject /Subtype/Form /BBox [0 0 600 420]")
    return _one_page(_stream(b"/A Do"), b"/Resources <</XObject <</A 10 0 R>>>>", extra=extra)


def _ring(dice: random.Random, _: Material) -> bytes:
    """A page tree that is its own child, or a form that draws itself."""
    if dice.random() < 0.5:
        return _pdf({1: b"<</Type/Catalog /Pages 2 0 R>>", 2: b"<</Type/Pages /Kids [2 0 R] /Count 9 /Parent 2 0 R>>"})
    more = b"/Type/XObject /Subtype/Form /BBox [0 0 9 9] /Resources <</XObject <</A 5 0 R>>>>"
    return _one_page(
        _stream(b"/A Do"), b"/Resources <</XObject <</A 5 0 R>>>>", extra={5: _stream(b"/A Do /A Do", more)}
    )


def _deep(dice: random.Random, _: Material) -> bytes:
    """Pages below pages, or nested brackets."""
    depth = dice.choice((500, 20_000))
    if dice.random() < 0.5:
        nested = b"[" * depth * 20 + b"]" * depth * 20
        return _one_page(_stream(b""), b"/X " + nested)
    nodes = {n: b"<</Type/Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R>>" % (n + 1, n - 1) for n in range(2, depth)}
    return _pdf({1: b"<</Type/Catalog /Pages 2 0 R>>", **nodes, depth: b"<</Type/Page /MediaBox [0 0 600 420]>>"})


def _many_pages(dice: random.Random, _: Material) -> bytes:
    number = dice.choice((3, 30_000))
    kids = b" ".join(b"3 0 R" for _ in range(number))
    tree = b"<</Type/Pages /Kids [%s] /Count %d>>" % (kids, dice.choice((number, 0, 2**31 - 1)))
    page = b"<</Type/Page /Parent 2 0 R /MediaBox [0 0 600 420]>>"
    return _pdf({1: b"<</Type/Catalog /Pages 2 0 R>>", 2: tree, 3: page})


def _huge_image(dice: random.Random, _: Material) -> bytes:
    """A picture of four gigapixels on a page, one bit each."""
    side, bits = dice.choice(((65_535, 1), (30_000, 8), (2**31 - 1, 8)))
    more = b"/Type/XObject /Subtype/Image /Width %d /Height %d /BitsPerComponent %d" % (side, side, bits)
    image = _stream(_bomb(600_000_000), more + b" /ColorSpace /DeviceGray /Filter /FlateDecode")
    return _one_page(_stream(b"600 0 0 420 0 0 cm /A Do"), b"/Resources <</XObject <</A 5 0 R>>>>", extra={5: image})


def _fine_pattern(dice: random.Random, _: Material) -> bytes:
    """A page tiled with a pattern of a thousandth of a point."""
    more = b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep .001 /YStep .001 /Resources <<>>"
    content = _stream(b"/Pattern cs /A scn 0 0 600 420 re f")
    return _one_page(content, b"/Resources <</Pattern <</A 5 0 R>>>>", extra={5: _stream(b"0 0 9 9 re f", more)})


def _with_jpeg(dice: random.Random, material: Material) -> bytes:
    """A valid scan, its picture damaged or with another filter."""
    jpeg = bytearray(material.jpeg)
    for _ in range(dice.choice((0, 5, 100))):
        jpeg[dice.randrange(len(jpeg))] = dice.randrange(256)
    name = dice.choice(
        (b"/DCTDecode", b"/DCTDecode", b"/JPXDecode", b"/JBIG2Decode", b"/CCITTFaxDecode", b"/LZWDecode")
    )
    more = b"/Type/XObject /Subtype/Image /Width %d /Height %d /BitsPerComponent 8" % material.page.size
    image = _stream(bytes(jpeg), more + b" /ColorSpace /DeviceRGB /Filter " + name)
    return _one_page(_stream(b"600 0 0 420 0 0 cm /A Do"), b"/Resources <</XObject <</A 5 0 R>>>>", extra={5: image})


def _active(dice: random.Random, _: Material) -> bytes:
    """Scripts, external links, encryption, an attachment."""
    acts = (
        b"/OpenAction <</S/JavaScript /JS (while(1){})>>",
        b"/OpenAction <</S/Launch /F (/bin/sh)>>",
        b"/OpenAction <</S/URI /URI (http://127.0.0.1:1/)>>",
        b"/AcroForm <</XFA (a)>>",
    )
    catalog = b"<</Type/Catalog /Pages 2 0 R " + dice.choice(acts) + b">>"
    tree, page = b"<</Type/Pages /Kids [3 0 R] /Count 1>>", b"<</Type/Page /Parent 2 0 R /MediaBox [0 0 600 420]>>"
    return _pdf({1: catalog, 2: tree, 3: page}).replace(b"trailer <<", dice.choice((b"trailer <<", _LOCK)))


_LOCK = b"trailer <</Encrypt <</Filter/Standard /V 2 /R 3 /O (x) /U (y) /P -4>> /ID [(a)(b)] "


def _places_lie(dice: random.Random, material: Material) -> bytes:
    start = material.pdf.rindex(b"startxref")
    place = dice.choice((b"0", b"-1", b"999999999999", b"%d" % (start - 5), b"9"))
    return material.pdf[:start] + b"startxref\n" + place + b"\n%%EOF"


KINDS: dict[str, Kind] = {
    "pdf with an odd page": _odd_page,
    "pdf packed a thousandfold": _packed,
    "pdf that is endless to draw": _endless_drawing,
    "pdf of forms within forms": _laughter,
    "pdf that is a ring": _ring,
    "pdf that is deep": _deep,
    "pdf of many pages": _many_pages,
    "pdf with a huge image": _huge_image,
    "pdf with a fine pattern": _fine_pattern,
    "pdf around a jpeg": _with_jpeg,
    "pdf that acts or is locked": _active,
    "pdf whose places lie": _places_lie,
}
