import { type Crowd, eachInView, type Scale } from './points.js';

export type Rgb = readonly [red: number, green: number, blue: number];

export interface Paint {
  readonly color: Rgb;
  /** Of one point: crowds cover what is behind them as points do that are drawn one over the other. */
  readonly opacity: number;
  /** Diameter of a point, or width of a line, in pixels of the raster. */
  readonly size: number;
  /** The points are joined by a line rather than drawn. */
  readonly joined?: boolean;
  /** Colours for the values of the crowd, from `min` to `max`. */
  readonly scale?: {
    readonly min: number;
    readonly max: number;
    readonly stops: readonly (readonly [at: number, color: Rgb])[];
  };
}

export interface Raster {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, opacity. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** The picture that the points would make if each was drawn. */
export function rasterOf(crowd: Crowd, x: Scale, y: Scale, paint: Paint, rows?: Uint32Array): Raster {
  const [width, height] = [Math.max(1, Math.round(x.length)), Math.max(1, Math.round(y.length))];
  const counts = new Uint32Array(width * height);
  const sums = paint.scale && crowd.color ? new Float64Array(width * height) : undefined;
  const stamp = discOf(paint.size);
  const top = { ...y, from: y.to, to: y.from };
  eachInView(
    crowd,
    x,
    top,
    paint.size,
    (row, px, py) => {
      const [column, line] = [Math.floor(px), Math.floor(py)];
      for (const [dx, dy] of stamp) {
        const [i, j] = [column + dx, line + dy];
        if (i < 0 || j < 0 || i >= width || j >= height) continue;
        const place = j * width + i;
        counts[place] = (counts[place] ?? 0) + 1;
        if (sums) sums[place] = (sums[place] ?? 0) + (crowd.color?.[row] ?? 0);
      }
    },
    rows,
  );
  return { width, height, pixels: colored(counts, sums, paint) };
}

function colored(
  counts: Uint32Array,
  sums: Float64Array | undefined,
  paint: Paint,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(counts.length * 4);
  for (let place = 0; place < counts.length; place++) {
    const count = counts[place] ?? 0;
    if (count === 0) continue;
    const color = sums && paint.scale ? scaled((sums[place] ?? 0) / count, paint.scale) : paint.color;
    pixels.set([...color, 255 * (1 - (1 - paint.opacity) ** count)], place * 4);
  }
  return pixels;
}

/** The pixels of a point around its centre. */
function discOf(size: number): readonly (readonly [dx: number, dy: number])[] {
  const radius = Math.max(0.5, size / 2);
  const reach = Math.floor(radius);
  const disc: [number, number][] = [];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) if (dx * dx + dy * dy <= radius * radius) disc.push([dx, dy]);
  }
  return disc;
}

/** A value's colour. */
export function scaled(value: number, { min, max, stops }: NonNullable<Paint['scale']>): Rgb {
  const at = max > min ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0.5;
  const next = Math.max(
    1,
    stops.findIndex(([stop]) => stop >= at),
  );
  const [before, after] = [stops[next - 1], stops[next]];
  if (!before || !after) return [0, 0, 0];
  const share = after[0] > before[0] ? (at - before[0]) / (after[0] - before[0]) : 0;
  const mix = (index: 0 | 1 | 2) => before[1][index] + (after[1][index] - before[1][index]) * share;
  return [mix(0), mix(1), mix(2)];
}
