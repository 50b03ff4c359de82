import type { Selection } from '../gestures.js';
import { type Place, toPlace, type Viewport } from './viewport.js';

/** Draws what a person has marked: a point, a line or an area, light on dark so that it shows on anything. */
export function drawMarks(context: CanvasRenderingContext2D, view: Viewport, selection: Selection): void {
  for (const [color, width] of [
    ['rgba(0,0,0,0.75)', 4],
    ['#ffffff', 2],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = width;
    if (selection.type === 'POINT') cross(context, toPlace(view, selection.point.image));
    else
      stretchBetween(
        context,
        selection.type,
        toPlace(view, selection.from.image),
        toPlace(view, selection.to.image),
      );
  }
}

/** The cross that stands for the pointer while keys are used. */
export function drawCursor(context: CanvasRenderingContext2D, { x, y }: Place): void {
  for (const [color, width] of [
    ['rgba(0,0,0,0.75)', 3],
    ['#ffd400', 1],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x - 12, y);
    context.lineTo(x + 12, y);
    context.moveTo(x, y - 12);
    context.lineTo(x, y + 12);
    context.stroke();
  }
}

function cross(context: CanvasRenderingContext2D, { x, y }: Place): void {
  context.beginPath();
  context.arc(x, y, 9, 0, 2 * Math.PI);
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    context.moveTo(x + 4 * dx, y + 4 * dy);
    context.lineTo(x + 14 * dx, y + 14 * dy);
  }
  context.stroke();
}

function stretchBetween(
  context: CanvasRenderingContext2D,
  type: Selection['type'],
  a: Place,
  b: Place,
): void {
  context.beginPath();
  if (type === 'AREA_SELECT') context.rect(a.x, a.y, b.x - a.x, b.y - a.y);
  else {
    context.moveTo(a.x, a.y);
    context.lineTo(b.x, b.y);
  }
  context.stroke();
  context.fillStyle = context.strokeStyle;
  const ends = type === 'AREA_SELECT' ? [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }] : [a, b];
  for (const end of ends) context.fillRect(end.x - 3, end.y - 3, 6, 6);
}
