/** From pixels to the plane of the projection: CD, PC with CDELT, or CDELT with CROTA2. */
import type { Keywords } from './header.js';

/** Pixel offsets from the reference pixel to units of the world axes, and back. */
export interface Linear {
  /** Of the first and second world axis. */
  readonly matrix: readonly [number, number, number, number];
  readonly inverse: readonly [number, number, number, number];
  /** The reference pixel, counted from 1 at the centre of the first. */
  readonly crpix: readonly [number, number];
  /** What planes of a cube add to the world axes. */
  readonly shift: readonly [number, number];
}

/** `undefined` where the matrix cannot be turned around. */
export function linearOf(keywords: Keywords, plane: number): Linear | undefined {
  const element = elements(keywords);
  const [a, b, c, d] = [element(1, 1), element(1, 2), element(2, 1), element(2, 2)];
  const determinant = a * d - b * c;
  if (!Number.isFinite(determinant) || determinant === 0) return undefined;
  const third = plane + 1 - (keywords.number('CRPIX3') ?? 0);
  const depth = (i: 1 | 2): number => (element(i, 3) === 0 ? 0 : element(i, 3) * third);
  return {
    matrix: [a, b, c, d],
    inverse: [d / determinant, -b / determinant, -c / determinant, a / determinant],
    crpix: [keywords.number('CRPIX1') ?? 0, keywords.number('CRPIX2') ?? 0],
    shift: [depth(1), depth(2)],
  };
}

type Element = (i: 1 | 2, j: 1 | 2 | 3) => number;

function elements(keywords: Keywords): Element {
  const axes = [1, 2, 3] as const;
  const has = (prefix: string) =>
    axes.some((i) => axes.some((j) => keywords.number(`${prefix}${i}_${j}`) !== undefined));
  const cdelt = (i: number): number => keywords.number(`CDELT${i}`) ?? 1;
  const pc: Element = (i, j) => cdelt(i) * (keywords.number(`PC${i}_${j}`) ?? (i === j ? 1 : 0));
  // Where a header has both, PC and CDELT are the defaults of some program, or say the same.
  if (has('CD')) return (i, j) => keywords.number(`CD${i}_${j}`) ?? 0;
  const rotation = ((keywords.number('CROTA2') ?? 0) * Math.PI) / 180;
  if (has('PC') || rotation === 0) return pc;
  const [cosine, sine] = [Math.cos(rotation), Math.sin(rotation)];
  return (i, j) => {
    if (j === 3) return 0;
    if (i === j) return cdelt(i) * cosine;
    return i === 1 ? -cdelt(2) * sine : cdelt(1) * sine;
  };
}
