/**
 * Demo data made of real stars: the constellation Orion, from the Hipparcos stars that the npm package
 * `d3-celestial` carries. A catalogue, an image of it with a world coordinate system, and regions.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Card, writeFitsImage } from './fits-image.js';
import { project, type SkyPoint } from './sky.js';

/** The middle of the field. */
export const CENTRE: SkyPoint = { ra: 83.8, dec: -1.5 };

const PIXELS = 600;
/** Degrees per pixel. */
const SCALE = 0.034;
const HALF_SIZE = (PIXELS * SCALE) / 2;
/** Width of a star: one standard deviation in pixels. */
const SIGMA = 1.5;
/** The magnitude of a star that brings one count. */
const ZERO_POINT = 15;
const BACKGROUND = 100;
const NOISE = 3;

/** One star of the catalogue. */
export interface Star extends SkyPoint {
  /** Number in the Hipparcos catalogue. */
  readonly hip: number;
  readonly name: string;
  readonly vmag: number;
  readonly bv: number | null;
}

/** A catalogue as the two kinds of text that Firefly reads most. */
export interface Catalog {
  readonly stars: readonly Star[];
  readonly ipac: string;
  readonly csv: string;
}

/** The stars of the field to magnitude 8, brightest first. */
export function buildCatalog(): Catalog {
  const stars = readStars();
  return { stars, ipac: toIpac(stars), csv: toCsv(stars) };
}

interface Feature {
  readonly id: number | string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly geometry: { readonly coordinates: readonly number[] };
}

function readStars(): Star[] {
  const names = readData<Record<string, { name?: string; flam?: string; c?: string }>>('starnames.json');
  const { features } = readData<{ features: readonly Feature[] }>('stars.8.json');
  const stars = features.flatMap((feature) => {
    const point = skyPoint(feature);
    if (!inField(point)) return [];
    const hip = Number(feature.id);
    const bv = String(feature.properties['bv'] ?? '');
    const star = { hip, name: nameOf(hip, names[hip]), ...point, vmag: Number(feature.properties['mag']) };
    return [{ ...star, bv: bv === '' ? null : Number(bv) }];
  });
  return stars.sort((a, b) => a.vmag - b.vmag || a.hip - b.hip);
}

function readData<T>(file: string): T {
  const path = createRequire(import.meta.url).resolve(`d3-celestial/data/${file}`);
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** The package counts longitudes from -180 to 180. */
function skyPoint({ geometry }: Feature): SkyPoint {
  const [longitude = 0, dec = 0] = geometry.coordinates;
  return { ra: Number(((longitude + 360) % 360).toFixed(6)), dec };
}

function inField(point: SkyPoint): boolean {
  const place = project(point, CENTRE);
  return place !== undefined && Math.abs(place.east) < HALF_SIZE && Math.abs(place.north) < HALF_SIZE;
}

/** Its proper name, else its Flamsteed number, else its catalogue number. */
function nameOf(hip: number, names: { name?: string; flam?: string; c?: string } | undefined): string {
  const proper = (names?.name ?? '').normalize('NFD').replace(/[^\x20-\x7e]/g, '');
  if (proper !== '') return proper;
  return names?.flam && names.c ? `${names.flam} ${names.c}` : `HIP ${hip}`;
}

interface CatalogColumn {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  text(star: Star): string;
}

const COLUMNS: readonly CatalogColumn[] = [
  { name: 'hip', type: 'int', unit: '', text: ({ hip }) => String(hip) },
  { name: 'name', type: 'char', unit: '', text: ({ name }) => name },
  { name: 'ra', type: 'double', unit: 'deg', text: ({ ra }) => ra.toFixed(4) },
  { name: 'dec', type: 'double', unit: 'deg', text: ({ dec }) => dec.toFixed(4) },
  { name: 'vmag', type: 'double', unit: 'mag', text: ({ vmag }) => vmag.toFixed(2) },
  { name: 'bv', type: 'double', unit: 'mag', text: ({ bv }) => (bv === null ? '' : bv.toFixed(3)) },
];

const IPAC_KEYWORDS = [
  "\\CATALOG = 'Hipparcos stars to magnitude 8 in Orion'",
  "\\EQUINOX = 'J2000'",
  "\\SOURCE  = 'd3-celestial (npm)'",
];

function toIpac(stars: readonly Star[]): string {
  const rows = stars.map((star) => COLUMNS.map((column) => column.text(star) || 'null'));
  const heads = [
    COLUMNS.map(({ name }) => name),
    COLUMNS.map(({ type }) => type),
    COLUMNS.map(({ unit }) => unit),
    COLUMNS.map(() => 'null'),
  ];
  const widths = COLUMNS.map((_, i) => Math.max(...[...heads, ...rows].map((row) => row[i]?.length ?? 0)));
  const pad = (row: readonly string[]) => row.map((cell, i) => cell.padStart(widths[i] ?? 0));
  const lines = [
    ...IPAC_KEYWORDS,
    ...heads.map((head) => `|${pad(head).join('|')}|`),
    ...rows.map((row) => ` ${pad(row).join(' ')} `),
  ];
  return `${lines.join('\n')}\n`;
}

function toCsv(stars: readonly Star[]): string {
  const lines = [
    COLUMNS.map(({ name }) => name),
    ...stars.map((star) => COLUMNS.map(({ text }) => text(star))),
  ];
  return `${lines.map((cells) => cells.join(',')).join('\n')}\n`;
}

/** An image of the field as a FITS file: every star of the catalogue on a faint, slightly noisy sky. */
export function buildImage(stars: readonly Star[] = buildCatalog().stars): Uint8Array<ArrayBuffer> {
  const pixels = new Float32Array(PIXELS * PIXELS);
  const noise = normalNoise(20000101);
  for (let i = 0; i < pixels.length; i++) pixels[i] = BACKGROUND + NOISE * noise();
  for (const star of stars) addStar(pixels, star);
  return writeFitsImage(PIXELS, PIXELS, pixels, IMAGE_CARDS);
}

/** The centre of the field is the middle of the image, between the two pixels in the middle. */
const REFERENCE_PIXEL = (PIXELS + 1) / 2;

const IMAGE_CARDS: readonly Card[] = [
  { key: 'OBJECT', value: 'Orion', comment: 'constellation' },
  { key: 'BUNIT', value: 'ct', comment: 'counts' },
  { key: 'MAGZPT', value: ZERO_POINT, comment: 'V magnitude of one count' },
  { key: 'RADESYS', value: 'ICRS' },
  { key: 'EQUINOX', value: 2000 },
  { key: 'CTYPE1', value: 'RA---TAN' },
  { key: 'CTYPE2', value: 'DEC--TAN' },
  { key: 'CUNIT1', value: 'deg' },
  { key: 'CUNIT2', value: 'deg' },
  { key: 'CRVAL1', value: CENTRE.ra },
  { key: 'CRVAL2', value: CENTRE.dec },
  { key: 'CRPIX1', value: REFERENCE_PIXEL },
  { key: 'CRPIX2', value: REFERENCE_PIXEL },
  { key: 'CD1_1', value: -SCALE },
  { key: 'CD1_2', value: 0 },
  { key: 'CD2_1', value: 0 },
  { key: 'CD2_2', value: SCALE },
  { key: 'ORIGIN', value: 'firefly-playground', comment: 'drawn from a catalogue, not observed' },
];

/** Where a point is in the image; the centre of the first pixel is (1, 1), as FITS counts. */
export function pixelOf(point: SkyPoint): { readonly x: number; readonly y: number } | undefined {
  const place = project(point, CENTRE);
  return place && { x: REFERENCE_PIXEL - place.east / SCALE, y: REFERENCE_PIXEL + place.north / SCALE };
}

function addStar(pixels: Float32Array, star: Star): void {
  const place = pixelOf(star);
  if (place === undefined) return;
  const peak = 10 ** (-0.4 * (star.vmag - ZERO_POINT)) / (2 * Math.PI * SIGMA ** 2);
  const reach = 6 * SIGMA;
  for (let y = Math.ceil(place.y - reach); y <= place.y + reach; y++) {
    for (let x = Math.ceil(place.x - reach); x <= place.x + reach; x++) {
      if (x < 1 || y < 1 || x > PIXELS || y > PIXELS) continue;
      const squared = (x - place.x) ** 2 + (y - place.y) ** 2;
      const at = (y - 1) * PIXELS + x - 1;
      pixels[at] = (pixels[at] ?? 0) + peak * Math.exp(-squared / (2 * SIGMA ** 2));
    }
  }
}

/** Numbers of a normal distribution, the same ones for the same seed. */
function normalNoise(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** DS9 regions around the Messier objects of the field. */
export function buildRegions(): string {
  const { features } = readData<{ features: readonly Feature[] }>('messier.json');
  const circles = features
    .map((feature) => ({ id: String(feature.id), ...skyPoint(feature) }))
    .filter(inField)
    .map(({ id, ra, dec }) => `circle(${ra.toFixed(4)},${dec.toFixed(4)},0.6d) # color=cyan text={${id}}`);
  return `${['# Messier objects in Orion', 'J2000', ...circles].join('\n')}\n`;
}
