import type { Drawable } from './region-geometry.js';
import type { RegionStyle } from './region-parser.js';
import { type Place, toPlace, type Viewport } from './viewport.js';

/** Draws regions over a view. */
export function drawRegions(
  context: CanvasRenderingContext2D,
  view: Viewport,
  shapes: readonly Drawable[],
): void {
  for (const shape of shapes) {
    context.save();
    context.strokeStyle = shape.style.color;
    context.fillStyle = shape.style.color;
    context.lineWidth = Math.max(1, shape.style.width);
    if (shape.style.dash || !shape.include) context.setLineDash([8, 3]);
    const top = drawShape(context, view, shape);
    context.setLineDash([]);
    drawText(context, shape, toPlace(view, shape.center), top);
    context.restore();
  }
}

/** Draws one shape; returns how far above its centre it reaches. */
function drawShape(context: CanvasRenderingContext2D, view: Viewport, shape: Drawable): number {
  const at = toPlace(view, shape.center);
  switch (shape.kind) {
    case 'ellipse': {
      const [rx, ry] = [Math.abs(shape.rx * view.zoom), Math.abs(shape.ry * view.zoom)];
      context.beginPath();
      context.ellipse(at.x, at.y, rx, ry, -shape.angle, 0, 2 * Math.PI);
      finish(context, shape.style);
      return Math.hypot(rx * Math.sin(shape.angle), ry * Math.cos(shape.angle));
    }
    case 'path': {
      const places = shape.spots.map((spot) => toPlace(view, spot));
      trace(context, places, shape.closed);
      finish(context, shape.closed ? shape.style : { ...shape.style, fill: false });
      if (shape.arrow) arrowHead(context, places);
      return at.y - Math.min(...places.map((place) => place.y));
    }
    case 'symbol':
      drawSymbol(context, at, shape.style);
      return shape.style.symbolSize / 2;
    default:
      return 0;
  }
}

function finish(context: CanvasRenderingContext2D, style: RegionStyle): void {
  if (style.fill) {
    context.save();
    context.globalAlpha = 0.35;
    context.fill();
    context.restore();
  }
  context.stroke();
}

function trace(context: CanvasRenderingContext2D, places: readonly Place[], closed: boolean): void {
  context.beginPath();
  for (const [i, place] of places.entries()) {
    if (i === 0) context.moveTo(place.x, place.y);
    else context.lineTo(place.x, place.y);
  }
  if (closed) context.closePath();
}

function arrowHead(context: CanvasRenderingContext2D, places: readonly Place[]): void {
  const [from, to] = [places.at(-2), places.at(-1)];
  if (!from || !to) return;
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const wing = (turn: number): Place => ({
    x: to.x - 10 * Math.cos(angle + turn),
    y: to.y - 10 * Math.sin(angle + turn),
  });
  trace(context, [wing(0.4), to, wing(-0.4)], false);
  context.stroke();
}

/** Lines of the symbols, in halves of their size. */
const strokes: Readonly<Record<string, readonly (readonly [number, number])[][]>> = {
  box: [
    [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
      [-1, -1],
    ],
  ],
  diamond: [
    [
      [0, -1],
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ],
  ],
  cross: [
    [
      [-1, 0],
      [1, 0],
    ],
    [
      [0, -1],
      [0, 1],
    ],
  ],
  x: [
    [
      [-1, -1],
      [1, 1],
    ],
    [
      [-1, 1],
      [1, -1],
    ],
  ],
  arrow: [
    [
      [1, -1],
      [0, 0],
    ],
    [
      [0.6, 0],
      [0, 0],
      [0, -0.6],
    ],
  ],
};

function drawSymbol(context: CanvasRenderingContext2D, at: Place, style: RegionStyle): void {
  const half = style.symbolSize / 2;
  const lines = strokes[style.symbol === 'boxcircle' ? 'box' : style.symbol] ?? [];
  for (const line of lines) {
    trace(
      context,
      line.map(([x, y]) => ({ x: at.x + x * half, y: at.y + y * half })),
      false,
    );
    context.stroke();
  }
  if (style.symbol === 'circle' || style.symbol === 'boxcircle') {
    context.beginPath();
    context.arc(at.x, at.y, half, 0, 2 * Math.PI);
    context.stroke();
  }
}

function drawText(context: CanvasRenderingContext2D, shape: Drawable, at: Place, top: number): void {
  const { style } = shape;
  if (!style.text) return;
  context.font = cssFont(style.font);
  context.textAlign = 'center';
  context.textBaseline = shape.kind === 'label' ? 'middle' : 'bottom';
  const gap = shape.kind === 'label' ? 0 : top + 3;
  context.fillText(style.text, at.x + style.offsetX, at.y - gap + style.offsetY);
}

/** `helvetica 16 bold roman` as CSS writes fonts. */
export function cssFont(text: string): string {
  const size = /\b(\d+(?:\.\d+)?)\b/.exec(text)?.[1] ?? '10';
  const family = /^[A-Za-z]+/.exec(text.trim())?.[0] ?? 'helvetica';
  const weight = /\bbold\b/i.test(text) ? 'bold ' : '';
  const slant = /\bitalic\b/i.test(text) ? 'italic ' : '';
  return `${slant}${weight}${Math.max(6, Number(size) * 1.2)}px ${family}, sans-serif`;
}
