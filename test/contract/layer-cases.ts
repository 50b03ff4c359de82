/** What has to hold everywhere of three-colour images, masks, footprints, properties of regions, and alignment. */
import { ArgumentError, type BandOptions, DisplayError } from 'firefly-client';
import { expect } from 'vitest';
import { fitsFile, fitsOf, WORLD } from '../support/fits-samples.js';
import type { Case } from './cases.js';
import type { Stage } from './stage.js';

/** Waiting for something that a slow page does. */
const SLOW = { timeout: 45_000 };

const file = (name: string, bytes: Uint8Array) => new File([new Uint8Array(bytes)], name);

/** Red rises to the right, green upwards, blue to the left. */
const BANDS = [
  file('red.fits', fitsFile({ pixel: (x) => x })),
  file('green.fits', fitsFile({ pixel: (_x, y) => y })),
  file('blue.fits', fitsFile({ pixel: (x) => 19 - x })),
].map((input) => ({ input }));

const LINEAR = '88,1,88,99,NaN,2,44,25,600,120,0,NaN,1';

/** The range values of the bands, as a report of a stretch has them. */
function bandsIn(report: unknown): unknown[] {
  const { primaryStateJson } = report as {
    primaryStateJson: { bandStateAry: ({ rangeValuesSerialize: string } | null)[] };
  };
  return primaryStateJson.bandStateAry.map((band) => band?.rangeValuesSerialize);
}

const bands: Case[] = [
  {
    name: 'a three-colour image tells the size of its red band, and the headers of none but that',
    run: async ({ firefly }) => {
      const shown = await firefly.showFits3Color(BANDS, { plotId: 'rgb' }).displayed(SLOW);
      expect(shown).toMatchObject({ plotId: 'rgb', width: 20, height: 20, title: '3-color' });
      expect(shown.header['CTYPE1']).toContain('RA---TAN');
      expect(shown.report).toMatchObject({ threeColor: true, plotId: 'rgb' });
    },
  },
  {
    name: 'a three-colour image is stretched band by band, all at once, and with its hues',
    run: async ({ firefly }) => {
      firefly.showFits3Color(BANDS, { plotId: 'rgb' });
      const sqrt = { type: 'percent', algorithm: 'sqrt' } as const;
      const red = await firefly.setStretch('rgb', { ...sqrt, band: 'RED' }).displayed(SLOW);
      const root = '88,1,88,99,NaN,2,49,25,600,120,0,NaN,1';
      expect(bandsIn(red.report)).toEqual([root, LINEAR, LINEAR]);
      const all = await firefly.setStretch('rgb', { ...sqrt, band: 'ALL' }).displayed(SLOW);
      expect(bandsIn(all.report)).toEqual([root, root, root]);
      const hues = firefly.setStretchHueRgb('rgb', { asinhQValue: 4.2, scalingK: [1, 1.5, 0.7] });
      expect(bandsIn((await hues.displayed(SLOW)).report)).toEqual([
        '88,1,91,99,4.2,2,50,25,600,120,1,NaN,1',
        '88,1,91,99,4.2,2,50,25,600,120,1,NaN,1.5',
        '88,1,91,99,4.2,2,50,25,600,120,1,NaN,0.7',
      ]);
    },
  },
  {
    name: 'the bands of an image are mixed, and a colour map leaves them alone',
    run: async ({ firefly }) => {
      firefly.showFits3Color(BANDS, { plotId: 'rgb' });
      const mix = { useGreen: false, bias: [0.4, 0.5, 0.6], contrast: [1, 2, 3] } as const;
      const { report } = await firefly.setRgbColors('rgb', mix).displayed(SLOW);
      expect(report).toMatchObject({ ...mix, useRed: true, useBlue: true, colorTableId: 0 });
      const mapped = await firefly.setColor('rgb', { colormapId: 6 }).displayed(SLOW);
      expect(mapped.report).toMatchObject({ colorTableId: 0, bias: [0.5, 0.5, 0.5], contrast: [1, 1, 1] });
    },
  },
  {
    name: 'an image of two bands, of other sizes, is displayed; one whose band is missing fails with the reason',
    run: async ({ firefly }) => {
      const half = { CRPIX1: 5.5, CRPIX2: 5.5, CDELT1: -0.002, CDELT2: 0.002 };
      const coarse = file('coarse.fits', fitsFile({ axes: [10, 10], cards: { ...WORLD, ...half } }));
      const bare = file('bare.fits', fitsFile({ axes: [10, 10], cards: {} }));
      const [red = { input: coarse }] = BANDS;
      const two = await firefly.showFits3Color([red, null, { input: coarse }]).displayed(SLOW);
      expect(two).toMatchObject({ width: 20, height: 20 });
      const reason = (other: BandOptions) =>
        firefly
          .showFits3Color([red, other])
          .displayed(SLOW)
          .catch((error: unknown) => error);
      const missing = await reason({ file: '${upload-dir}/none.fits' });
      expect(missing).toBeInstanceOf(DisplayError);
      expect(String(missing)).toMatch(/File not found/);
      expect(String(await reason({ input: bare }))).toMatch(/no projection info/);
    },
  },
];

/** Bit 3 left of column 8, bit 5 below row 8. */
const MASKED = file(
  'masked.fits',
  fitsOf(
    { cards: WORLD },
    {
      bitpix: 16,
      pixel: (x, y) => (x < 8 ? 8 : 0) + (y < 8 ? 32 : 0),
      cards: { ...WORLD, MP_CR: 3, MP_SAT: 5 },
    },
  ),
);

const masks: Case[] = [
  {
    name: 'a mask is added, coloured, faded and removed',
    run: async ({ firefly }) => {
      await firefly.showFitsImage(MASKED, { plotId: 'm' }).displayed(SLOW);
      const mask = firefly.addMask(3, 1, 'm', { maskId: 'cr', color: '#ff0000', title: 'CR' });
      const { report } = await mask.displayed(SLOW);
      expect(report).toMatchObject({ plotId: 'm', imageOverlayId: 'cr', maskValue: 8, color: '#ff0000' });
      const colored = await firefly.setMaskColor('m', 'cr', 'lime').displayed(SLOW);
      expect(colored.report).toMatchObject({ attributes: { colorAttributes: { color: 'lime' } } });
      const faded = await firefly.setMaskOpacity('m', 'cr', 0.25).displayed(SLOW);
      expect(faded.report).toMatchObject({ attributes: { opacity: 0.25 } });
      const gone = await firefly.removeMask('m', 'cr').displayed(SLOW);
      expect(gone).toMatchObject({ plotId: 'm', maskId: 'cr' });
    },
  },
  {
    name: 'masks are found by the names that the headers of the file give their bits',
    run: async ({ firefly }) => {
      firefly.showFitsImage(MASKED, { plotId: 'm' });
      const shown = await firefly.showMasks('m', { CR: '#ff0000', sat: '#0000ff' }).displayed(SLOW);
      expect(shown.map(({ report }) => report['maskValue'])).toEqual([8, 32]);
      const unknown = firefly.showMasks('m', { NOPE: 'red' }).displayed(SLOW);
      await expect(unknown).rejects.toThrow(/CR, SAT/);
    },
  },
  {
    name: 'a mask of a plane that is not in the file fails with the reason',
    run: async ({ firefly }) => {
      firefly.showFitsImage(MASKED, { plotId: 'm' });
      const failed = await firefly
        .addMask(3, 9, 'm')
        .displayed(SLOW)
        .catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(DisplayError);
    },
  },
];

const others: Case[] = [
  {
    name: 'footprints are taken; of a table that has none nothing is heard',
    run: async ({ firefly, samples }) => {
      await firefly.showFitsImage(samples.image, { plotId: 'a' }).displayed(SLOW);
      const footprints = firefly.overlayFootprints(samples.table, {
        plotId: 'a',
        style: 'outline',
        color: 'rgb(74,144,226)',
        showText: true,
      });
      expect(await footprints).toMatchObject({
        success: true,
        footprintLayerId: footprints.footprintLayerId,
      });
      await expect(footprints.displayed({ timeout: 5_000 })).rejects.toThrow(/footprints/);
    },
  },
  {
    name: 'regions with properties of every kind are laid over an image, and one of them taken off',
    run: async ({ firefly, samples }) => {
      await firefly.showFitsImage(samples.image, { plotId: 'a' }).displayed(SLOW);
      const regionData = [
        'J2000;circle 83.8 -1.5 0.5 # color=red width=3 text={a "name" # ; there} tag={one} tag={two}',
        'image;box 300 300 20 10 30 # color=#00ff00 dash=1 select=0 font="times 12 bold italic"',
        'J2000;point 84 -1 # point=cross 11 color=cyan',
        'J2000;-ellipse 83.9 -1.2 0.2 0.1 45 # include=0 edit=0 move=0',
      ];
      const layer = firefly.overlayRegionLayer({ regionData, plotId: 'a', regionLayerId: 'props' });
      const { report } = await layer.displayed(SLOW);
      expect(report).toMatchObject({ drawLayerId: 'props', plotIdAry: ['a'] });
      const [first = ''] = regionData;
      const removed = await firefly.removeRegionData(first, 'props').displayed(SLOW);
      expect(removed.report).toMatchObject({ drawLayerId: 'props', regionChanges: [first] });
      expect(() => firefly.addRegionData('J2000;circle 83.8 -1.5 # color=red', 'props')).toThrow(
        ArgumentError,
      );
    },
  },
  {
    name: 'an alignment tells its kind and the image that the others follow',
    run: async ({ firefly, samples }) => {
      await twoImages({ firefly, samples });
      const sky = await firefly.alignImages({ matchType: 'Standard' }).displayed(SLOW);
      expect(sky.report).toMatchObject({ wcsMatchType: 'Standard', mpwWcsPrimId: 'b' });
      const pixels = await firefly.alignImages({ matchType: 'Pixel', lockMatch: true }).displayed(SLOW);
      expect(pixels.report).toMatchObject({
        wcsMatchType: 'Pixel',
        mpwWcsPrimId: 'b',
        wcsMatchCenterWP: null,
      });
    },
  },
];

/** The second is the active one. */
async function twoImages({ firefly, samples }: Pick<Stage, 'firefly' | 'samples'>): Promise<void> {
  for (const plotId of ['a', 'b']) await firefly.showFitsImage(samples.image, { plotId }).displayed(SLOW);
}

export const LAYER_CASES: readonly Case[] = [...bands, ...masks, ...others];
