"""Typesets a document with ReportLab: A4, tables that break across pages, and a footer with "page x of y"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from threading import Lock
from types import SimpleNamespace
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, Frame, PageTemplate, Paragraph, Spacer
from reportlab.platypus import Table as Grid

from kyc.adapters.paper.fonts import Fonts
from kyc.adapters.paper.letters import MARK, markup
from kyc.domain.paper import Paper, Section, Table

MARGIN = 18 * mm
WIDTH = A4[0] - 2 * MARGIN
_FAINT, _LINE, _GROUND = colors.HexColor(0x55606B), colors.HexColor(0xC9D0D6), colors.HexColor(0xEEF1F3)
_GRID = (
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 5),
    ("TOPPADDING", (0, 0), (-1, -1), 2.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
)


class Press:
    """A `Printer`; ReportLab keeps its fonts for the whole process, so one document is typeset at a time."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts, self._turn = fonts, Lock()

    def pdf(self, paper: Paper) -> bytes:
        """The document as a PDF; typeset twice, because the number of pages is known only after the first time."""
        with self._turn:
            pages = self._set(paper, 0)[1]
            return self._set(paper, pages)[0]

    def _set(self, paper: Paper, pages: int) -> tuple[bytes, int]:
        out = BytesIO()
        made = BaseDocTemplate(out, pagesize=A4, title=paper.name, author="", subject="", creator="eKYC server")
        frame = Frame(MARGIN, MARGIN + 6 * mm, WIDTH, A4[1] - 2 * MARGIN - 6 * mm, 0, 0, 0, 0)
        made.addPageTemplates(PageTemplate("page", [frame], onPage=self._foot(paper, pages)))
        made.build(list(self._story(paper)), canvasmaker=_canvas_of(paper))
        return out.getvalue(), made.page

    def _foot(self, paper: Paper, pages: int) -> Callable[[Canvas, Any], None]:
        def draw(canvas: Canvas, made: Any) -> None:
            canvas.setFont(self._fonts.text, 6)
            canvas.setFillColor(_FAINT)
            canvas.drawString(MARGIN, MARGIN, paper.foot)
            canvas.drawRightString(A4[0] - MARGIN, MARGIN, f"Page {made.page} of {pages}")

        return draw

    def _story(self, paper: Paper) -> Iterator[Flowable]:
        yield Paragraph(markup(self._fonts, paper.title), self._style(self._fonts.heading, 17, 22))
        for section in paper.sections:
            yield from self._section(section)
        if not self._fonts.complete:
            yield self._paragraph(f"The fonts of this server were not installed: {MARK} stands behind other scripts.")

    def _section(self, section: Section) -> Iterator[Flowable]:
        """A section, whose heading is never alone at the end of a page."""
        yield Spacer(1, 5 * mm)
        yield CondPageBreak(30 * mm)
        yield _Heading(markup(self._fonts, section.title), self._style(self._fonts.heading, 11, 18))
        for block in section.blocks:
            yield self._block(block)
            yield Spacer(1, 2 * mm)

    def _block(self, block: str | Table) -> Flowable:
        return self._grid(block) if isinstance(block, Table) else self._paragraph(block)

    def _grid(self, table: Table) -> Grid:
        bold, plain = self._style(self._fonts.heading, 7.5, 10), self._style(self._fonts.text, 7.5, 10)
        faint = self._style(self._fonts.text, 7.5, 10, textColor=_FAINT)
        styles = [plain if table.head else faint, *[plain] * (len(table.shares) - 1)]
        rows = [[self._cell(text, bold) for text in table.head]] if table.head else []
        rows += [[self._cell(text, style) for text, style in zip(row, styles, strict=True)] for row in table.rows]
        made = Grid(rows, [share * WIDTH for share in table.shares], repeatRows=bool(table.head), splitInRow=1)
        made.setStyle([*_GRID, *([("BACKGROUND", (0, 0), (-1, 0), _GROUND)] if table.head else [])])
        return made

    def _cell(self, text: str, style: ParagraphStyle) -> Paragraph:
        return Paragraph(markup(self._fonts, text), style)

    def _paragraph(self, text: str) -> Paragraph:
        return Paragraph(markup(self._fonts, text), self._style(self._fonts.text, 8, 11))

    def _style(self, font: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
        return ParagraphStyle("plain", fontName=font, fontSize=size, leading=leading, **more)


class _Heading(Paragraph):  # type: ignore[misc]  # ReportLab has no types
    """A heading that is also a bookmark."""

    def draw(self) -> None:
        key = f"part-{self.canv.getPageNumber()}-{self.getPlainText()}"
        self.canv.bookmarkHorizontal(key, 0, self.height)
        self.canv.addOutlineEntry(self.getPlainText(), key, 0)
        super().draw()


def _canvas_of(paper: Paper) -> Callable[..., Canvas]:
    """A canvas whose file carries the paper's time and not the current one: the same paper gives the same bytes."""

    def make(*given: Any, **named: Any) -> Canvas:
        canvas = Canvas(*given, **{**named, "invariant": 1, "lang": "en"})
        canvas.setViewerPreference("DisplayDocTitle", "true")
        moment = SimpleNamespace(YMDhms=paper.at.utctimetuple()[:6], dhh=0, dmm=0)
        canvas._doc._timeStamp = moment  # ReportLab would take it from the clock, and has no public way to set it
        return canvas

    return make
