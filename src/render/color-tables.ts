/** The colour tables of Firefly, by its numbers: what was read from its viewer. */
import { ArgumentError } from '../errors.js';

/**
 * Names, and colours at places between which they change evenly: place, red, green, blue, two digits (base 16) each.
 * From 8 on they are those of DS9.
 */
const TABLES = [
  ['gray', '00000000 ffffffff'],
  ['reverse gray', '00ffffff ff000000'],
  [
    'color cube',
    '00000000 116200b4 22b40062 33ff0000 44f65800 55dcb500 66b5dc00 7758f500 8800ff00 9900eb62 ' +
      'aa00b4b4 bb0062eb cc0000ff dd5580ff eeaac0ff ffffffff',
  ],
  [
    'spectrum',
    '00000000 1a00009d 280000ff 37007de1 4600c4c4 5a00e27d 6e00ff00 8296ff00 96e1e100 afff9600 ' +
      'c8ff0000 e1c400c4 ffffffff',
  ],
  [
    'false color',
    '00000000 1100005f 220014af 33003ffa 440070ff 5500a2af 6600d25a 7714ff1e 8887f000 99d2cd00 ' +
      'aaf08700 bbff1400 ccf00000 ddff5555 ffffffff',
  ],
  [
    'false color reversed',
    '00ffffff 22ff5555 33f00000 44ff1400 55f08700 66d2cd00 7787f000 8814ff1e 9900d25a aa00a2af ' +
      'bb0070ff cc003ffa dd0014af ee00005f ff000000',
  ],
  [
    'false color compressed',
    '00000000 1100002f 2200005f 33000a8c 440014af 550029d4 66003ffa 770053fc 880070ff 990089d4 ' +
      'aa00a2af bb14ff1e ccd2cd00 ddf08700 eef00000 ffffffff',
  ],
  ['difference', '00ff0000 77ffe0e0 88e0e0ff ff0000ff'],
  ['a', '00000000 20008000 4000ff55 80ff00ff a4ff0080 c5ff0000 ffffff00'],
  ['b', '00000000 400000ff 80ff0000 c0ffff00 ffffffff'],
  ['bb', '00000000 40800000 80ff8000 c0ffff80 ffffffff'],
  ['he', '00000000 04800020 08800060 118000a0 20808060 4080c040 80c0cf80 ffffffff'],
  [
    'i8',
    '00000000 20000000 2100ff00 4000ff00 410000ff 600000ff 6100ffff 8000ffff 81ff0000 a0ff0000 ' +
      'a1ffff00 c0ffff00 c1ff00ff e0ff00ff e1ffffff ffffffff',
  ],
  [
    'aips',
    '00323232 1c323232 1d7a009b 397a009b 3a0000c9 550000c9 565fa8ed 725fa8ed 73009900 8e009900 ' +
      '8f00f700 ab00f700 acffff00 c7ffff00 c8ffb200 e4ffb200 e5ff0000 ffff0000',
  ],
  [
    'sls',
    '00000000 0216001b 03210028 052c0036 07420051 084e005e 0a59006c 0c6f0087 0e7a0094 0f8500a2 ' +
      '108100a3 117e00a5 137a00a6 147600a8 157200a9 166f00aa 186b00ac 196700ad 1a6400af 1c6000b0 ' +
      '1d5c00b2 1e5800b3 1f5100b6 214a00b8 224200bb 243400c0 262c00c3 281d00c8 2a1600ca 2c0700d0 ' +
      '2d0000d2 2f0005d6 30000ada 31000fdd 330014e1 35001ee9 360023ec 380028f0 3a0033f8 3b0038fb ' +
      '3d003dff 3f004cff 410054ff 44006cff 460073ff 49008bff 4b0093ff 4c009bff 4d00a1f9 4f00a8f2 ' +
      '5200bbe0 5400c1d9 5500c8d3 5700d4c6 5900dbc0 5b00e8b3 5d00e6ad 5e00e4a6 6000e198 6200e091 ' +
      '6400dc83 6600db7c 6700d976 6900d668 6b00d461 6c00d45a 6e00d44d 7000d447 7100d440 7200d43a ' +
      '7400d433 7600d326 7700d320 7900d319 7a00d313 7b08d511 7c11d60f 7e19d80e 7f22d90c 802adb0b ' +
      '8233dd09 8444e006 854ce105 8755e303 8965e600 8a6ee600 8c76e600 8d7fe600 8e87e600 9090e600 ' +
      '93a9e600 95b1e600 96bae600 97c2e600 9acfe501 9cd7e203 9edce104 a0e5df06 a1e9dd07 a3eddc08 ' +
      'a4f2db09 a5f6da0a a7fbd80b a8ffd70c a9fed20d aafdce0e acfcc90f aff8ba12 b1f7b613 b3f5ac15 ' +
      'b5f4a716 b7f29e18 b8f39916 baf49414 bdf7860e bff8810c c0fa7d0a c1fb7808 c3fc7306 c5fe6902 ' +
      'c6ff6500 c8ff5c00 c9fe5400 cafe4c00 ccfd4300 cefc3200 cffc2a00 d1fc2200 d2fb1900 d4fa0800 ' +
      'd6fa0000 d8ee0000 dae70000 ddd50000 dfcf0000 e1c20000 e2bc0000 e4b60000 e5b00000 e6b71515 ' +
      'e8bd2b2b e9c44040 ebd16a6a edd78080 efe5aaaa f0ebbfbf f2f2d4d4 f3f8eaea f4ffffff ffffffff',
  ],
  [
    'hsv',
    '00000000 012b2b2c 02363537 033d3c3f 05434145 0647454b 074a484f 084d4a54 0a4f4c57 0b514e5b ' +
      '0c524f5e 0e535061 0f545164 10545267 11545269 16525472 1a515779 1c51587a 1e4f5a7e 1f4f5b80 ' +
      '214e5c81 224d5e83 234c5f85 244b6186 27496589 2848678b 2b456b8d 2c446e8f 2d437090 30407593 ' +
      '313f7894 333d7b95 343c7f97 353a8298 36398599 3837899a 3b33959e 3d32999f 3e309da0 3f2fa1a0 ' +
      '412da29e 432aa498 4429a595 4627a692 4824a88b 4923a988 4b22aa84 4c20ab80 4d1fac7c 4f1dad78 ' +
      '511baf6f 5219b06b 5418b166 5714b357 5913b452 5b11b647 5d10b742 5f0eb836 600db931 620cba2b ' +
      '630bbb25 640abb1f 6609bc19 6708bd12 6807be0c 6907bf06 6b0cbf06 6d16c104 6e1bc204 7020c203 ' +
      '722cc402 7431c402 7537c501 7743c701 7949c701 7a4fc800 7b55c900 7c5cc900 7e62ca00 7f68cb00 ' +
      '806fcb00 8275cc00 837ccd00 8483cd01 8589ce01 8790cf01 899ed002 8aa5d102 8cabd103 8eb9d304 ' +
      '90c0d305 91c7d406 92ced406 93d4d507 95d6d008 96d6ca09 97d7c50a 99d7bf0b 9bd9b40e 9cd9af0f ' +
      '9edaaa10 9fdaa411 a0db9f13 a1dc9a14 a3dc9516 a4dd9018 a5dd8b19 a7de861b a8de811d aae07820 ' +
      'ace07422 ade17024 aee16b26 afe26728 b2e3602d b3e35c2f b5e45831 b6e45534 b7e55236 b8e54f39 ' +
      'bae64c3b bbe7493e bde84443 bfe8464a c0e94951 c1e94c59 c3ea4e60 c5eb546e c6eb5776 c8ec5b7c ' +
      'caed618a cced6491 cdee6797 ceee6b9d cfef6ea3 d1ef72a9 d2f075af d3f079b5 d4f17cba d6f180c0 ' +
      'd8f287ca daf28bcf dbf38ed3 dcf392d8 ddf496dc dff49ae0 e0f59ee4 e1f5a2e8 e2f6a6eb e4f6aaee ' +
      'e5f7aef1 e6f7b2f4 e8f8b6f7 e9f7baf8 ebf5c2f9 edf4c7f9 eef3cbfa f0f3d3fb f2f3d8fb f3f3dcfc ' +
      'f4f4e0fc f6f5e5fc f7f6e9fd f9f9f2fe fbfbf6fe fcfdfbff fdffffff ffffffff',
  ],
  ['heat', '00000000 57ff5700 a6ffa600 fafffaff ffffffff'],
  ['cool', '00000000 3800006a 4a00188c 870d6bff c219baff f5f5ffff ffffffff'],
  ['rainbow', '00ff00ff 330000ff 6600ffff 9900ff00 ccffff00 ffff0000'],
  ['standard', '00000000 555555ff 56005500 aa55ff55 ab550000 ffff5555'],
  [
    'staircase',
    '00000000 10000000 110f0f33 210f0f33 221e1e66 321e1e66 332d2d99 432d2d99 444c4cff 544c4cff ' +
      '55000000 65000000 660f330f 760f330f 771e661e 871e661e 882d992d 982d992d 994cff4c a94cff4c ' +
      'aa000000 ba000000 bb330f0f cb330f0f cc661e1e dc661e1e dd992d2d ed992d2d eeff4c4c ffff4c4c',
  ],
  [
    'color',
    '00000000 0f000000 102f2f2f 1f2f2f2f 205f5f5f 2f5f5f5f 308f8f8f 3f8f8f8f 40c0c0c0 4fc0c0c0 ' +
      '50f0f0f0 5ff0f0f0 60002ff0 6f002ff0 70005fc0 7f005fc0 80007f7f 8f007f7f 9000c04f 9f00c04f ' +
      'a000f000 af00f000 b04f9f00 bf4f9f00 c07f7f00 cf7f7f00 d09f4f00 df9f4f00 e0f00000 eff00000 ' +
      'f0c0004f ffc0004f',
  ],
] as const;

/** Names of the colour tables; their places are Firefly's numbers. */
export const COLOR_MAPS = TABLES.map(([name]) => name);
export type ColorMapName = (typeof TABLES)[number][0];

/** How colours are moved: `bias` from 0 to 1, `contrast` from 0 to 10; 0.5 and 1 leave them as they are. */
export interface ColorShift {
  readonly bias?: number | undefined;
  readonly contrast?: number | undefined;
}

/** Shade of a pixel without a value; those of values are from 0 to 254. */
export const BLANK = 255;

/** Red, green and blue of every shade. @throws ArgumentError for a table that there is not */
export function palette(
  method: string,
  colorMap: number | ColorMapName,
  shift: ColorShift,
  blank: readonly [number, number, number],
): Uint8Array {
  const table = typeof colorMap === 'number' ? TABLES[colorMap] : TABLES.find(([name]) => name === colorMap);
  if (table === undefined) {
    const expected = `a number from 0 to ${TABLES.length - 1} or one of ${COLOR_MAPS.join(', ')}`;
    throw new ArgumentError(method, 'options.colorMap', colorMap, expected);
  }
  const colors = between(table[1]);
  const shifted = new Uint8Array(768);
  for (let shade = 0; shade < BLANK; shade++) {
    const from = 3 * shiftedShade(shade, shift);
    shifted.set(colors.subarray(from, from + 3), 3 * shade);
  }
  shifted.set(blank, 3 * BLANK);
  return shifted;
}

function between(text: string): Uint8Array {
  const stops = text
    .split(' ')
    .map((stop) => [0, 2, 4, 6].map((at) => Number.parseInt(stop.slice(at, at + 2), 16)));
  const colors = new Uint8Array(768);
  stops.forEach(([place = 0, ...from], index) => {
    const [next = place + 1, ...to] = stops[index + 1] ?? [place + 1, ...from];
    for (let shade = place; shade < next; shade++) {
      const share = (shade - place) / (next - place);
      from.forEach((low, i) => {
        colors[3 * shade + i] = low + Math.trunc(share * ((to[i] ?? low) - low));
      });
    }
  });
  return colors;
}

/** As viewers move them: in whole shades, and not at all where the move is less than one. */
export function shiftedShade(shade: number, { bias = 0.5, contrast = 1 }: ColorShift): number {
  const move = Math.trunc(127 * (bias - 0.5) * -4 + 127 * (1 - contrast));
  return move === 0 ? shade : Math.min(BLANK - 1, Math.max(0, Math.floor(move + shade * contrast)));
}
