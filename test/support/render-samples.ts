/** Images that are made here, the same everywhere: a source on a sky with noise, without values in places. */

const CARD = 80;
const BLOCK = 2880;

export type Cards = Readonly<Record<string, string | number | boolean>>;

/** A FITS file of one image. */
export function fitsOf(cards: Cards, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const lines = Object.entries(cards).map(([key, value]) => {
    const text = typeof value === 'string' ? `'${value.padEnd(8)}'` : value === true ? 'T' : String(value);
    return `${key.padEnd(8)}= ${typeof value === 'string' ? text.padEnd(20) : text.padStart(20)}`.padEnd(
      CARD,
    );
  });
  const head = [...lines, 'END'.padEnd(CARD)].join('');
  const header = head.padEnd(Math.ceil(head.length / BLOCK) * BLOCK);
  const bytes = new Uint8Array(header.length + Math.ceil(data.length / BLOCK) * BLOCK);
  bytes.set(new TextEncoder().encode(header));
  bytes.set(data, header.length);
  return bytes;
}

/** Noise that is the same in every run. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export function skyValues(width: number, height: number, seed = 1): Float32Array {
  const random = noise(seed);
  return Float32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [(i % width) - width * 0.4, Math.floor(i / width) - height * 0.6];
    const source = 900 * Math.exp(-(x * x + 2 * y * y) / (width * 2));
    return 100 + source + 12 * (random() + random() - 1) + 0.2 * x;
  });
}

/** World coordinates for a picture of some arc minutes. */
export const WORLD: Cards = {
  CTYPE1: 'RA---TAN',
  CTYPE2: 'DEC--TAN',
  CRVAL1: 83.8,
  CRVAL2: -5.4,
  CRPIX1: 30.5,
  CRPIX2: 20.5,
  CD1_1: -0.0003,
  CD1_2: 0.0001,
  CD2_1: 0.0001,
  CD2_2: 0.0003,
  RADESYS: 'FK5',
  EQUINOX: 2000,
};

const head = (bitpix: number, width: number, height: number): Cards => ({
  SIMPLE: true,
  BITPIX: bitpix,
  NAXIS: 2,
  NAXIS1: width,
  NAXIS2: height,
});

/** Floating point, with a hole. */
export function floatImage(width = 64, height = 48, more: Cards = WORLD): Uint8Array<ArrayBuffer> {
  const values = skyValues(width, height);
  for (let y = 3; y < Math.min(6, height); y++)
    for (let x = 5; x < Math.min(12, width); x++) values[y * width + x] = Number.NaN;
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => {
    view.setFloat32(4 * i, value);
  });
  return fitsOf({ ...head(-32, width, height), ...more }, new Uint8Array(view.buffer));
}

/** Whole numbers with BSCALE and BZERO, and with BLANK in places. */
export function scaledImage(blanks: boolean, width = 64, height = 48): Uint8Array<ArrayBuffer> {
  const values = skyValues(width, height, 7);
  const view = new DataView(new ArrayBuffer(2 * values.length));
  values.forEach((value, i) => {
    view.setInt16(2 * i, blanks && i % 97 === 0 ? -32_768 : Math.round(value * 8 - 4000));
  });
  const more = { BSCALE: 0.125, BZERO: 500, ...(blanks ? { BLANK: -32_768 } : {}) };
  return fitsOf({ ...head(16, width, height), ...more, ...WORLD }, new Uint8Array(view.buffer));
}

/** Stretches as text, of every type and curve. */
export const STRETCHES: readonly string[] = [
  ...[44, 45, 46, 47, 48, 49, 50, 51].map((curve) => `88,1.0,88,99.0,NaN,2.0,${curve},25,600,120,0,NaN,1.0`),
  '88,0.0,88,100.0,NaN,2.0,44,25,600,120,0,NaN,1.0',
  '88,5.0,88,99.9,4.5,2.0,50,25,600,120,0,NaN,1.0',
  '88,1.0,88,99.0,0.0,2.0,50,25,600,120,0,NaN,1.0',
  '88,1.0,88,99.0,NaN,0.7,51,25,600,120,0,NaN,1.0',
  '90,95.0,90,300.0,NaN,2.0,44,25,600,120,0,NaN,1.0',
  '90,95.0,90,300.0,NaN,2.0,45,25,600,120,0,NaN,1.0',
  '91,1.0,91,1.0,NaN,2.0,44,25,600,120,0,NaN,1.0',
  '91,1.0,91,1.0,NaN,2.0,49,40,1000,50,0,NaN,1.0',
  '92,-2.0,92,10.0,NaN,2.0,44,25,600,120,0,NaN,1.0',
  '92,-2.0,90,400.0,NaN,2.0,46,25,600,120,0,NaN,1.0',
];
