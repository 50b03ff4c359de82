/** The colour tables of Firefly, by its number: `cells` makes the colours, from dark to bright. */
export interface ColorTable {
  readonly id: number;
  readonly name: string;
  /** A colour map of JS9, or colours at places between 0 and 255. */
  readonly map: string | readonly Stop[];
  readonly invert: boolean;
}

/** Place (0…255), red, green, blue. */
type Stop = readonly [number, number, number, number];
type Color = readonly [number, number, number];

function table(id: number, name: string, map: ColorTable['map'], invert = false): ColorTable {
  return { id, name, map, invert };
}

/** Colours that stand at even distances, from one end to the other. */
function evenly(...colors: readonly Color[]): readonly Stop[] {
  return colors.map(([red, green, blue], i) => [(255 * i) / (colors.length - 1), red, green, blue]);
}

const cube = evenly(
  [0, 0, 0],
  [98, 0, 180],
  [180, 0, 98],
  [255, 0, 0],
  [246, 88, 0],
  [220, 181, 0],
  [181, 220, 0],
  [88, 245, 0],
  [0, 255, 0],
  [0, 235, 98],
  [0, 180, 180],
  [0, 98, 235],
  [0, 0, 255],
  [85, 128, 255],
  [170, 192, 255],
  [255, 255, 255],
);

const spectrum: readonly Stop[] = [
  [0, 0, 0, 0],
  [25, 0, 0, 150],
  [40, 0, 0, 255],
  [55, 0, 125, 225],
  [70, 0, 196, 196],
  [90, 0, 226, 125],
  [110, 0, 255, 0],
  [130, 150, 255, 0],
  [150, 225, 225, 0],
  [175, 255, 150, 0],
  [200, 255, 0, 0],
  [225, 196, 0, 196],
  [255, 255, 255, 255],
];

const falseColor = evenly(
  [0, 0, 0],
  [0, 0, 95],
  [0, 20, 175],
  [0, 63, 250],
  [0, 112, 255],
  [0, 162, 175],
  [0, 210, 90],
  [20, 255, 30],
  [135, 240, 0],
  [210, 205, 0],
  [240, 135, 0],
  [255, 20, 0],
  [240, 0, 0],
  [255, 85, 85],
  [255, 170, 170],
  [255, 255, 255],
);

const compressed = evenly(
  [0, 0, 0],
  [0, 0, 47],
  [0, 0, 95],
  [0, 10, 140],
  [0, 20, 175],
  [0, 41, 212],
  [0, 63, 250],
  [0, 83, 252],
  [0, 112, 255],
  [0, 137, 212],
  [0, 162, 175],
  [20, 255, 30],
  [210, 205, 0],
  [240, 135, 0],
  [240, 0, 0],
  [255, 255, 255],
);

const difference: readonly Stop[] = [
  [0, 255, 0, 0],
  [119, 255, 224, 224],
  [136, 224, 224, 255],
  [255, 0, 0, 255],
];

export const colorTables: readonly ColorTable[] = [
  table(0, 'Gray Scale', 'grey'),
  table(1, 'Reverse Gray Scale', 'grey', true),
  table(2, 'Color Cube', cube),
  table(3, 'Spectrum', spectrum),
  table(4, 'For False Color', falseColor),
  table(5, 'For False Color - Reversed', falseColor, true),
  table(6, 'For False Color - Compressed', compressed),
  table(7, 'For difference images', difference),
  table(8, "DS9's a color bar", 'a'),
  table(9, "DS9's b color bar", 'b'),
  table(10, "DS9's bb color bar", 'bb'),
  table(11, "DS9's he color bar", 'he'),
  table(12, "DS9's i8 color bar", 'i8'),
  table(13, "DS9's aips color bar", 'aips0'),
  table(14, "DS9's sls color bar", 'sls'),
  table(15, "DS9's hsv color bar", 'hsv'),
  table(16, 'Heat (ds9)', 'heat'),
  table(17, 'Cool (ds9)', 'cool'),
  table(18, 'Rainbow (ds9)', 'rainbow'),
  table(19, 'Standard (ds9)', 'standard'),
  table(20, 'Staircase (ds9)', 'staircase'),
  table(21, 'Color (ds9)', 'color'),
];

export const defaultColorTable = 1;

/** The table of this number; an unknown number (-1 means "as it was made") is the default one. */
export function colorTable(id: number): ColorTable {
  const [, reversed] = colorTables;
  return colorTables.find((entry) => entry.id === id) ?? (reversed as ColorTable);
}

/** The colour at a place (0…1) between stops. */
export function colorBetween(stops: readonly Stop[], place: number): Color {
  const at = place * 255;
  const next = Math.max(
    1,
    stops.findIndex(([stop]) => stop >= at),
  );
  const [from = 0, ...low] = stops[next - 1] ?? [0, 0, 0, 0];
  const [to = 255, ...high] = stops[next] ?? [255, 255, 255, 255];
  const share = to > from ? (at - from) / (to - from) : 0;
  const mix = (i: number): number => (low[i] ?? 0) + ((high[i] ?? 0) - (low[i] ?? 0)) * share;
  return [mix(0), mix(1), mix(2)];
}

/** Where in the colour map a shade (0…1) is found, after bias and contrast; 0.5 and 1 leave it where it is. */
export function biasContrast(shade: number, bias: number, contrast: number, invert: boolean): number {
  const middle = invert ? 1 - bias : bias;
  const place = ((invert ? 1 - shade : shade) - middle) * contrast + 0.5;
  return Math.min(1, Math.max(0, place));
}

/** Any CSS colour as `#rrggbb`, which is all that a colour input takes. */
export function hexColor(css: string): string {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (!context) return '#ff0000';
  context.fillStyle = css;
  const { fillStyle } = context;
  return typeof fillStyle === 'string' && fillStyle.startsWith('#') ? fillStyle : '#ff0000';
}
