import type { CatalogPoints } from 'firefly-client/testing';
import { type Sky, type Spot, separation, skySystem, toJ2000 } from './coordinates.js';

/** What projecting needs to know of an image. */
export interface Projection {
  readonly width: number;
  readonly height: number;
  /** Without a check whether the position is on this side of the sky. */
  roughSpotOf(sky: Sky): Spot | undefined;
  skyAt(spot: Spot): Sky | undefined;
}

/** Rows between two looks at the clock, and how long the page may be kept busy at a time, in milliseconds. */
const bundle = 200;
const busyMs = 8;
/** What has come meanwhile is drawn this often, in milliseconds. */
const drawMs = 100;
/** Degrees between a position and the way back from its spot, beyond which it lies on the far side of the sky. */
const farOff = 0.1;

/** Where the rows of a catalogue are on one image: found little by little, so that the page stays alive. */
export class CatalogSpots {
  /** By row: x and y. NaN where a row is not on the image's sky, or was not projected yet. */
  readonly xy: Float64Array;
  #done = 0;
  #drawn = 0;
  #points: CatalogPoints;
  #stopped = false;
  #running = false;

  constructor(
    points: CatalogPoints,
    private readonly projection: Projection,
    /** More spots are there. */
    private readonly onMore: () => void,
  ) {
    this.#points = points;
    this.xy = new Float64Array(points.lon.length * 2).fill(Number.NaN);
    this.#run();
  }

  /** How many rows have been looked at. */
  get done(): number {
    return this.#done;
  }

  /** More rows of the same result have come; false when they are of another result. */
  extend(points: CatalogPoints): boolean {
    if (points.lon !== this.#points.lon) return false;
    this.#points = points;
    this.#run();
    return true;
  }

  stop(): void {
    this.#stopped = true;
  }

  #run(): void {
    if (this.#running || this.#stopped || this.#done >= this.#points.ready) return;
    this.#running = true;
    setTimeout(() => {
      this.#running = false;
      if (this.#stopped) return;
      const now = performance.now();
      while (this.#done < this.#points.ready && performance.now() - now < busyMs)
        this.#project(Math.min(this.#points.ready, this.#done + bundle));
      if (this.#done >= this.#points.ready || now - this.#drawn > drawMs) {
        this.#drawn = now;
        this.onMore();
      }
      this.#run();
    });
  }

  #project(end: number): void {
    const { lon, lat, system } = this.#points;
    const from = skySystem(system) ?? 'J2000';
    for (let row = this.#done; row < end; row++) {
      const [x, y] = [lon[row] as number, lat[row] as number];
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
      const spot = spotOf(toJ2000(x, y, from), this.projection);
      if (!spot) continue;
      this.xy[2 * row] = spot.x;
      this.xy[2 * row + 1] = spot.y;
    }
    this.#done = end;
  }
}

/** Only what lands on or near the image is checked: the way back costs as much as the way there. */
function spotOf(sky: Sky, projection: Projection): Spot | undefined {
  const spot = projection.roughSpotOf(sky);
  if (!spot) return undefined;
  const { width, height } = projection;
  const near = spot.x > -width && spot.x < 2 * width && spot.y > -height && spot.y < 2 * height;
  if (!near) return undefined;
  const back = projection.skyAt(spot);
  return back && separation(back, sky) < farOff ? spot : undefined;
}
