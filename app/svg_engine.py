"""SVG that shows what the window shows: a painter's device.

QSvgGenerator ignores clips and which part of an image is meant, so that maps cut out of a larger
image would come out wrong. This one keeps both, and writes for browsers and drawing programs:
images stay hard-edged, and texts keep their width where Inter is missing.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import (
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QBrush,
    QFont,
    QImage,
    QPaintDevice,
    QPaintEngine,
    QPaintEngineState,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
    QTextItem,
    QTransform,
)

from app.svg_attributes import data_url, number, paint, path_data, pixels

_FALLBACK = "Helvetica, Arial, sans-serif"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \
width="{w}" height="{h}" viewBox="0 0 {w} {h}">
<title>{title}</title>
<desc>{description}</desc>
<style>@supports (image-rendering: pixelated) {{ image {{ image-rendering: pixelated }} }}</style>
"""
_HATCH = 8  # Qt's brush patterns repeat after so many units
_CAPS = {Qt.PenCapStyle.RoundCap: "round", Qt.PenCapStyle.SquareCap: "square"}
_JOINS = {Qt.PenJoinStyle.RoundJoin: "round", Qt.PenJoinStyle.BevelJoin: "bevel"}
_DIRTY_CLIP = (
    QPaintEngine.DirtyFlag.DirtyClipPath
    | QPaintEngine.DirtyFlag.DirtyClipRegion
    | QPaintEngine.DirtyFlag.DirtyClipEnabled
)


class SvgDevice(QPaintDevice):
    """What a painter paints on; afterwards `svg` is the file.

    size: of the figure in units, which are pixels of 1/96 inch.
    """

    def __init__(self, size: QSize) -> None:
        super().__init__()
        self._size = size
        self._engine = _SvgEngine()

    def paintEngine(self) -> QPaintEngine:  # noqa: N802
        """What turns paint calls into elements."""
        return self._engine

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        """Sizes and resolution."""
        names = QPaintDevice.PaintDeviceMetric
        width, height = self._size.width(), self._size.height()
        known = {
            names.PdmWidth: width,
            names.PdmHeight: height,
            names.PdmWidthMM: round(width * 25.4 / 96),
            names.PdmHeightMM: round(height * 25.4 / 96),
            names.PdmNumColors: 1 << 24,
            names.PdmDepth: 32,
            names.PdmDevicePixelRatio: 1,
        }
        if metric in known:
            return known[metric]
        is_dpi = "Dpi" in metric.name
        return 96 if is_dpi else super().metric(metric)

    def svg(self, title: str, description: str) -> str:
        """Everything that was painted."""
        head = _HEAD.format(
            w=self._size.width(),
            h=self._size.height(),
            title=html.escape(title),
            description=html.escape(description),
        )
        return head + "\n".join(self._engine.elements()) + "\n</svg>\n"


class _SvgEngine(QPaintEngine):
    """One element for every call."""

    def __init__(self) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self._pen, self._brush = QPen(), QBrush()
        self._transform, self._opacity = QTransform(), 1.0
        self._clip: QPainterPath | None = None  # the painter's own, on the device
        self._defined: dict[str, str] = {}  # what was defined -> its id
        self._shown: list[str] = []
        self._clipped_by = ""  # the clip of the group that is open

    def elements(self) -> list[str]:
        """All elements, groups closed."""
        return [*self._shown, *(["</g>"] if self._clipped_by else [])]

    # -- what Qt calls ---------------------------------------------------------------------

    def begin(self, _device: QPaintDevice) -> bool:
        """Start: there is nothing to open."""
        return True

    def end(self) -> bool:
        """Stop: there is nothing to close."""
        return True

    def type(self) -> QPaintEngine.Type:
        """SVG, as Qt's own: who paints can tell that lines and letters are wanted."""
        return QPaintEngine.Type.SVG

    def updateState(self, state: QPaintEngineState) -> None:  # noqa: N802
        """Take over pen, brush, place and clip."""
        self._pen, self._brush = QPen(state.pen()), QBrush(state.brush())
        self._transform, self._opacity = QTransform(state.transform()), state.opacity()
        flags = state.state()
        if not flags & _DIRTY_CLIP:
            return
        operation = state.clipOperation()
        if not state.isClipEnabled() or operation == Qt.ClipOperation.NoClip:
            self._clip = None
            return
        path = QPainterPath()
        if flags & QPaintEngine.DirtyFlag.DirtyClipPath:
            path = state.clipPath()
        elif flags & QPaintEngine.DirtyFlag.DirtyClipRegion:
            path.addRegion(state.clipRegion())
        else:
            return
        path = self._transform.map(path)
        is_narrower = operation == Qt.ClipOperation.IntersectClip and self._clip is not None
        self._clip = self._clip.intersected(path) if is_narrower and self._clip else path

    def drawPath(self, path: QPainterPath) -> None:  # noqa: N802
        """Any shape, with pen and brush."""
        self._shape(path)

    def drawPolygon(  # noqa: N802
        self, points: Iterable[Any], mode: QPaintEngine.PolygonDrawMode
    ) -> None:
        """A polygon, or a line with corners."""
        path, is_line = QPainterPath(), mode == QPaintEngine.PolygonDrawMode.PolylineMode
        path.addPolygon(QPolygonF([QPointF(point) for point in points]))
        if not is_line:
            path.closeSubpath()
        if mode == QPaintEngine.PolygonDrawMode.WindingMode:
            path.setFillRule(Qt.FillRule.WindingFill)
        self._shape(path, is_filled=not is_line)

    def drawRects(self, rects: Iterable[Any]) -> None:  # noqa: N802
        """Rectangles."""
        for rect in rects:
            path = QPainterPath()
            path.addRect(QRectF(rect))
            self._shape(path)

    def drawLines(self, lines: Iterable[Any]) -> None:  # noqa: N802
        """Lines."""
        for line in lines:
            path = QPainterPath(QPointF(line.p1()))
            path.lineTo(QPointF(line.p2()))
            self._shape(path, is_filled=False)

    def drawPixmap(  # noqa: N802
        self, rect: QRectF | QRect, pixmap: QPixmap | QImage, source: QRectF | QRect
    ) -> None:
        """Part of a pixmap, stretched to a rectangle."""
        image = pixmap if isinstance(pixmap, QImage) else pixmap.toImage()
        self.drawImage(rect, image, source)

    def drawImage(  # noqa: N802
        self, rect: QRectF | QRect, image: QImage, source: QRectF | QRect, *_flags: Any
    ) -> None:
        """Part of an image, stretched to a rectangle."""
        place = f'x="{number(rect.x())}" y="{number(rect.y())}" '
        place += f'width="{number(rect.width())}" height="{number(rect.height())}"'
        part = image.copy(QRectF(source).toAlignedRect())
        self._add(
            f'<image {place} preserveAspectRatio="none" image-rendering="optimizeSpeed" '
            f'xlink:href="{data_url(part)}"{self._placed()}/>'
        )

    def drawTextItem(  # noqa: N802
        self, at: QPointF | QPoint | QPainterPath.Element, item: QTextItem
    ) -> None:
        """A run of letters in one font."""
        text = item.text()
        if not text.strip():
            return
        point, style = QPointF(at), QFont(item.font())  # type: ignore[arg-type]  # a point here
        line = ' text-decoration="underline"' if style.underline() else ""
        self._add(
            f'<text x="{number(point.x())}" y="{number(point.y())}" '
            f'textLength="{number(item.width())}"{line} '
            f'font-family="{html.escape(style.family())}, {_FALLBACK}" '
            f'font-size="{number(pixels(style))}" font-weight="{int(style.weight())}" '
            f'style="font-variant-numeric: tabular-nums" xml:space="preserve" '
            f"{paint('fill', self._pen.color())}{self._placed()}>{html.escape(text)}</text>"
        )

    # -- elements -----------------------------------------------------------------------------

    def _shape(self, path: QPainterPath, *, is_filled: bool = True) -> None:
        fill = self._fill() if is_filled else 'fill="none"'
        stroke = self._stroke()
        if fill == 'fill="none"' and not stroke:
            return
        is_winding = path.fillRule() == Qt.FillRule.WindingFill
        rule = "" if is_winding else ' fill-rule="evenodd"'
        self._add(f'<path d="{path_data(path)}" {fill}{rule}{stroke}{self._placed()}/>')

    def _fill(self) -> str:
        style = self._brush.style()
        if style == Qt.BrushStyle.NoBrush:
            return 'fill="none"'
        if Qt.BrushStyle.Dense1Pattern.value <= style.value <= Qt.BrushStyle.DiagCrossPattern.value:
            return f'fill="url(#{self._hatch()})"'
        return paint("fill", self._brush.color())

    def _stroke(self) -> str:
        pen = self._pen
        if pen.style() == Qt.PenStyle.NoPen:
            return ""
        width = pen.widthF() or 1.0
        text = f' {paint("stroke", pen.color())} stroke-width="{number(width)}"'
        text += f' stroke-linecap="{_CAPS.get(pen.capStyle(), "butt")}"'
        text += f' stroke-linejoin="{_JOINS.get(pen.joinStyle(), "miter")}"'
        if pen.isCosmetic():
            text += ' vector-effect="non-scaling-stroke"'
        if pen.style() != Qt.PenStyle.SolidLine:
            text += f' stroke-dasharray="{" ".join(number(n * width) for n in pen.dashPattern())}"'
        return text

    def _placed(self) -> str:
        """Where the element stands, and how much shines through it."""
        m, text = self._transform, ""
        if not m.isIdentity():
            cells = m.m11(), m.m12(), m.m21(), m.m22(), m.dx(), m.dy()
            text = f' transform="matrix({",".join(number(cell) for cell in cells)})"'
        return text if self._opacity == 1 else f'{text} opacity="{number(self._opacity)}"'

    def _hatch(self) -> str:
        """A tile of the brush's pattern."""
        tile = QImage(_HATCH, _HATCH, QImage.Format.Format_ARGB32_Premultiplied)
        tile.fill(Qt.GlobalColor.transparent)
        painter = QPainter(tile)
        painter.fillRect(tile.rect(), self._brush)
        painter.end()
        size = f'width="{_HATCH}" height="{_HATCH}"'
        image = f'<image {size} xlink:href="{data_url(tile)}"/>'
        return self._define("pattern", f'patternUnits="userSpaceOnUse" {size}', image)

    def _define(self, kind: str, attributes: str, content: str) -> str:
        """Define something once; its id."""
        key = f"{kind} {attributes} {content}"
        if key not in self._defined:
            name = self._defined[key] = f"{kind}{len(self._defined)}"
            self._shown.append(f'<{kind} id="{name}" {attributes}>{content}</{kind}>')
        return self._defined[key]

    def _add(self, element: str) -> None:
        """Add an element, in a group with the clip that holds now."""
        clip, system = self._clip, self.systemClip()
        if not system.isEmpty():
            path = QPainterPath()
            path.addRegion(system)
            clip = path if clip is None else clip.intersected(path)
        by = ""
        if clip is not None:
            by = self._define("clipPath", "", f'<path d="{path_data(clip)}"/>')
        if by != self._clipped_by:
            if self._clipped_by:
                self._shown.append("</g>")
            if by:
                self._shown.append(f'<g clip-path="url(#{by})">')
            self._clipped_by = by
        self._shown.append(element)
