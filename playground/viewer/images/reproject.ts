import type { Spot } from './coordinates.js';
import { Picture } from './picture.js';

/** One band of an image, on the pixels of its first. */
export interface Channel {
  readonly picture: Picture;
  /** Row by row from below, NaN where there is none. */
  readonly values: Float64Array;
}

/** Positions are computed for every so many pixels, and in between by proportion. */
const step = 16;

/** A picture on the pixels of another: of each the value that covers its middle. */
export function reprojected(from: Picture, onto: Picture): Channel {
  const { width, height } = onto;
  const source = from.knownValues();
  const values = new Float64Array(width * height).fill(Number.NaN);
  const nodes = nodesOf(from, onto);
  const across = Math.ceil(width / step) + 1;
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / step);
    for (let x = 0; x < width; x++) {
      const corner = row * across + Math.floor(x / step);
      const [a, b] = [nodes[corner], nodes[corner + 1]];
      const [c, d] = [nodes[corner + across], nodes[corner + across + 1]];
      if (!a || !b || !c || !d) continue;
      const [u, v] = [(x % step) / step, (y % step) / step];
      const mix = (key: 'x' | 'y'): number =>
        (a[key] * (1 - u) + b[key] * u) * (1 - v) + (c[key] * (1 - u) + d[key] * u) * v;
      const [column, line] = [Math.floor(mix('x')), Math.floor(mix('y'))];
      if (column < 0 || line < 0 || column >= from.width || line >= from.height) continue;
      values[y * width + x] = source[line * from.width + column] as number;
    }
  }
  return { picture: Picture.ofValues(values, width, height), values };
}

/** Where the middles of some pixels of one picture are on the other, row by row. */
function nodesOf(from: Picture, onto: Picture): readonly (Spot | undefined)[] {
  const nodes: (Spot | undefined)[] = [];
  for (let y = 0; y < onto.height + step; y += step) {
    for (let x = 0; x < onto.width + step; x += step) {
      const sky = onto.skyAt({ x: x + 0.5, y: y + 0.5 });
      nodes.push(sky && from.spotOf(sky));
    }
  }
  return nodes;
}
