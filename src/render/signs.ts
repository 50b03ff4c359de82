/** Signs of points, in pixels of the picture. */
import type { ImagePoint } from '../actions/points.js';
import type { POINT_SHAPES } from '../actions/region-model.js';

export type SignName = (typeof POINT_SHAPES)[number];

/** The lines of a sign that is so many pixels wide. */
export function signLines(
  shape: SignName,
  { x, y }: ImagePoint,
  size: number,
): readonly (readonly ImagePoint[])[] {
  const r = size / 2;
  const path = (...points: readonly (readonly [number, number])[]): ImagePoint[] =>
    points.map(([dx, dy]) => ({ x: x + dx * r, y: y + dy * r }));
  const box = path([-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]);
  switch (shape) {
    case 'circle':
      return [ring(x, y, r)];
    case 'box':
      return [box];
    case 'boxcircle':
      return [box, ring(x, y, r)];
    case 'diamond':
      return [path([0, -1], [1, 0], [0, 1], [-1, 0], [0, -1])];
    case 'cross':
      return [path([-1, 0], [1, 0]), path([0, -1], [0, 1])];
    case 'x':
      return [path([-1, -1], [1, 1]), path([-1, 1], [1, -1])];
    case 'arrow':
      return [path([2, -2], [0, 0]), path([1, 0], [0, 0], [0, -1])];
  }
}

function ring(x: number, y: number, r: number): ImagePoint[] {
  const steps = Math.max(12, Math.ceil(2 * r));
  return Array.from({ length: steps + 1 }, (_, step) => {
    const turn = (2 * Math.PI * step) / steps;
    return { x: x + r * Math.cos(turn), y: y + r * Math.sin(turn) };
  });
}
