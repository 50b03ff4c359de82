/** The colour tables offered, by Firefly's number: the JS9 colour map that comes nearest, and whether it is turned round. */
export interface ColorTable {
  readonly id: number;
  readonly name: string;
  readonly map: string;
  readonly invert: boolean;
}

function table(id: number, name: string, map: string, invert = false): ColorTable {
  return { id, name, map, invert };
}

export const colorTables: readonly ColorTable[] = [
  table(0, 'Gray scale', 'grey'),
  table(1, 'Reversed gray scale', 'grey', true),
  table(2, 'Color cube', 'color'),
  table(3, 'Spectrum', 'rainbow'),
  table(4, 'False color', 'b'),
  table(5, 'Reversed false color', 'b', true),
  table(6, 'False color, compressed', 'standard'),
  table(7, 'Difference', 'cool'),
  table(8, 'a', 'a'),
  table(9, 'bb', 'bb'),
  table(10, 'he', 'he'),
  table(11, 'i8', 'i8'),
  table(12, 'aips', 'aips0'),
  table(13, 'sls', 'sls'),
  table(14, 'hsv', 'hsv'),
  table(15, 'Heat', 'heat'),
  table(16, 'Cool', 'cool'),
  table(17, 'Rainbow', 'rainbow'),
  table(18, 'Standard', 'standard'),
  table(19, 'Staircase', 'staircase'),
  table(20, 'Color', 'color'),
  table(21, 'Viridis', 'viridis'),
  table(22, 'Magma', 'magma'),
  table(23, 'Inferno', 'inferno'),
  table(24, 'Plasma', 'plasma'),
  table(25, 'Turbo', 'turbo'),
];

export const defaultColorTable = 1;

/** The table of this number; an unknown number (-1 means "as it was made") is the default one. */
export function colorTable(id: number): ColorTable {
  return (
    colorTables.find((entry) => entry.id === id) ??
    table(defaultColorTable, 'Reversed gray scale', 'grey', true)
  );
}

/** Where in the colour map a shade (0…1) is found, after bias and contrast; 0.5 and 1 leave it where it is. */
export function biasContrast(shade: number, bias: number, contrast: number, invert: boolean): number {
  const middle = invert ? 1 - bias : bias;
  const place = ((invert ? 1 - shade : shade) - middle) * contrast + 0.5;
  return Math.min(1, Math.max(0, place));
}
