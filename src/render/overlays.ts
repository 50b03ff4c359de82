/** What is drawn over an image: regions, and the places of a catalogue. */
import type { ImagePoint } from '../actions/points.js';
import { regionText } from '../actions/region-build.js';
import { POINT_SHAPES, type Region } from '../actions/region-model.js';
import { parseRegions } from '../actions/region-parse.js';
import { ArgumentError } from '../errors.js';
import type { FitsCard } from '../fits/cards.js';
import { rgbOf } from './colors.js';
import { type Canvas, drawMark, type Mark } from './draw.js';
import { ADVANCE } from './font.js';
import { type Shape, shapeOf } from './shapes.js';
import { type SignName, signLines } from './signs.js';
import { onPicture, type Subject, type Viewport } from './viewport.js';

/** Places of a catalogue: right ascensions and declinations in degrees (J2000), or pixels as events have them. */
export type CatalogMarks = (
  | { readonly ra: ArrayLike<number>; readonly dec: ArrayLike<number> }
  | { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> }
) & {
  /** @default 'circle' */
  readonly shape?: SignName | undefined;
  /** Pixels of the picture. @default 9 */
  readonly size?: number | undefined;
  /** @default 'red' */
  readonly color?: string | undefined;
};

export interface OverlayOptions {
  /** DS9 regions as text, lines or values. */
  readonly regions?: string | readonly (string | Region)[] | undefined;
  readonly catalog?: CatalogMarks | readonly CatalogMarks[] | undefined;
}

export interface Overlays {
  /** Draws what is on these rows of the picture. */
  draw(canvas: Canvas): void;
}

/** Signs of viewers are so large where nothing else is said. */
const SIGN = 11;
const DASH = [8, 4] as const;
/** Marks that the edge of the picture cuts are drawn; those further away are not kept. */
const MARGIN = 64;

/** Undefined where there is nothing to draw. */
export function overlaysOf(
  method: string,
  image: Subject,
  cards: readonly FitsCard[],
  view: Viewport,
  { regions, catalog }: OverlayOptions,
): Overlays | undefined {
  const marks = [
    ...(catalog === undefined ? [] : listOf(catalog)).flatMap((marks) =>
      catalogMarks(method, image, view, marks),
    ),
    ...regionsOf(regions).flatMap((region) => regionMarks(method, image, cards, view, region)),
  ];
  if (marks.length === 0) return undefined;
  return {
    draw: (canvas) => {
      for (const mark of marks) drawMark(canvas, mark);
    },
  };
}

const listOf = (catalog: CatalogMarks | readonly CatalogMarks[]): readonly CatalogMarks[] =>
  Array.isArray(catalog) ? catalog : [catalog as CatalogMarks];

/** Values go through the text, so that both are checked alike. */
function regionsOf(regions: OverlayOptions['regions']): Region[] {
  if (regions === undefined) return [];
  const lines = typeof regions === 'string' ? [regions] : regions;
  return parseRegions(lines.map((line) => (typeof line === 'string' ? line : regionText(line))));
}

function regionMarks(
  method: string,
  image: Subject,
  cards: readonly FitsCard[],
  view: Viewport,
  region: Region,
): Mark[] {
  const shape = shapeOf(region, image, cards);
  if (shape === undefined) return [];
  const color = rgbOf(method, 'options.regions', region.color ?? 'green');
  const width = region.width ?? 1;
  const at = onPicture(view, shape.anchor);
  const sign = region.kind === 'point' ? (region.size ?? SIGN) : 0;
  const lines = [
    ...shape.lines.map((line) => line.map((point) => onPicture(view, point))),
    ...(region.kind === 'point' ? signLines(region.shape ?? 'cross', at, sign) : []),
  ];
  const dash = region.dash ? DASH : undefined;
  const drawn = lines
    .filter((points) => near(points, view))
    .map((points): Mark => ({ kind: 'line', points, color, width, dash }));
  // A region that takes something away is crossed out, as in viewers.
  const crossed =
    region.include === false
      ? crossing(shape, view).map((points): Mark => ({ kind: 'line', points, color, width }))
      : [];
  return [...drawn, ...crossed, ...label(region, at, shape.radius * view.zoom + sign / 2, color)];
}

function crossing({ lines }: Shape, view: Viewport): ImagePoint[][] {
  return lines.map((line) => {
    const points = line.map((point) => onPicture(view, point));
    const half = Math.floor(points.length / 8);
    const [from, to] = [points[half], points[half + Math.floor(points.length / 2)]];
    return from && to ? [from, to] : [];
  });
}

function label(
  region: Region,
  at: ImagePoint,
  below: number,
  color: readonly [number, number, number],
): Mark[] {
  const { text } = region;
  if (text === undefined || text === '') return [];
  const points = Number(/\b(\d+)\b/.exec(region.font ?? '')?.[1] ?? 10);
  const size = Math.max(1, Math.round(points / 10));
  const left = at.x - (ADVANCE * size * [...text].length) / 2;
  const top = region.kind === 'text' ? at.y - 4 * size : at.y + below + 3;
  return [{ kind: 'text', text, at: { x: left, y: top }, color, size }];
}

function catalogMarks(method: string, image: Subject, view: Viewport, marks: CatalogMarks): Mark[] {
  const { shape = 'circle', size = 9 } = marks;
  if (!POINT_SHAPES.includes(shape)) {
    throw new ArgumentError(method, 'options.catalog.shape', shape, `one of ${POINT_SHAPES.join(', ')}`);
  }
  if (!(size > 0 && size <= 1000)) {
    throw new ArgumentError(method, 'options.catalog.size', size, 'a number of pixels above 0, up to 1000');
  }
  const color = rgbOf(method, 'options.catalog.color', marks.color ?? 'red');
  return placesOf(method, image, marks)
    .map((place) => onPicture(view, place))
    .filter((at) => near([at], view))
    .flatMap((at) =>
      signLines(shape, at, size).map((points): Mark => ({ kind: 'line', points, color, width: 1 })),
    );
}

/** Rows without a position are passed over, as viewers do. */
function placesOf(method: string, image: Subject, marks: CatalogMarks): ImagePoint[] {
  const sky = 'ra' in marks;
  const [first, second] = sky ? [marks.ra, marks.dec] : [marks.x, marks.y];
  if (typeof first?.length !== 'number' || first.length !== second?.length) {
    const names = sky ? 'ra and dec' : 'x and y';
    throw new ArgumentError(method, 'options.catalog', marks, `two arrays of one length, ${names}`);
  }
  const places: ImagePoint[] = [];
  for (let i = 0; i < first.length; i++) {
    const [a, b] = [Number(first[i]), Number(second[i])];
    if (!Number.isFinite(a) || !Number.isFinite(b) || (sky && Math.abs(b) > 90)) continue;
    const place = sky ? image.wcs().worldToPixel({ ra: a, dec: b }) : { x: a, y: b };
    if (place !== undefined) places.push(place);
  }
  return places;
}

/** Whether any part of a line can be in the picture. */
function near(points: readonly ImagePoint[], { width, height }: Viewport): boolean {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return right >= -MARGIN && left <= width + MARGIN && bottom >= -MARGIN && top <= height + MARGIN;
}
