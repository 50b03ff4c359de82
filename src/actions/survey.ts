/** Images of a position from a survey, in terms of the viewer's image services. */
import * as z from 'zod/mini';
import { ArgumentError } from '../errors.js';
import { check, finite } from '../schema/validate.js';
import { coordinateSystem, parseWorldPoint } from './points.js';

interface Survey {
  readonly service: string;
  readonly key?: string;
  /** Names of the bands, and what the service calls them. */
  readonly bands: Readonly<Record<string, string>>;
  /** Which parameter the band is. */
  readonly bandIs?: 'SurveyKey' | 'SurveyKeyBand';
  readonly params?: Readonly<Record<string, string>>;
}

const same = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]));
const IRAS_BANDS = same('12', '25', '60', '100');

const SURVEYS = {
  '2MASS': { service: 'TWOMASS', key: 'asky', bands: { J: 'j', H: 'h', K: 'k', Ks: 'k' } },
  WISE: {
    service: 'WISE',
    key: '3a',
    bands: { W1: '1', W2: '2', W3: '3', W4: '4', ...same('1', '2', '3', '4') },
  },
  DSS: {
    service: 'DSS',
    bands: {
      red: 'poss2ukstu_red',
      blue: 'poss2ukstu_blue',
      ir: 'poss2ukstu_ir',
      ...same('poss2ukstu_red', 'poss2ukstu_blue', 'poss2ukstu_ir', 'poss1_red', 'poss1_blue', 'quickv'),
      ...same('phase2_gsc2', 'phase2_gsc1'),
    },
    bandIs: 'SurveyKey',
  },
  SDSS: { service: 'SDSS', bands: same('u', 'g', 'r', 'i', 'z'), bandIs: 'SurveyKey' },
  IRIS: { service: 'IRIS', bands: IRAS_BANDS, bandIs: 'SurveyKey' },
  ISSA: { service: 'ISSA', bands: IRAS_BANDS, bandIs: 'SurveyKey' },
  MSX: {
    service: 'MSX',
    bands: { A: '3', C: '4', D: '5', E: '6', ...same('3', '4', '5', '6') },
    bandIs: 'SurveyKey',
  },
  ZTF: { service: 'ZTF', key: 'ref', bands: { g: 'zg', r: 'zr', i: 'zi', ...same('zg', 'zr', 'zi') } },
  PTF: { service: 'PTF', key: 'level2', bands: { g: '1', R: '2', ...same('1', '2') } },
  SEIP: {
    service: 'ATLAS',
    key: 'spitzer.seip_science',
    bands: same('IRAC1', 'IRAC2', 'IRAC3', 'IRAC4', 'MIPS24'),
    params: { filter: "file_type = 'science' and fname like '%.mosaic.fits'" },
  },
  AKARI: {
    service: 'ATLAS',
    key: 'akari.akari_images',
    bands: same('N60', 'WideS', 'WideL', 'N160'),
  },
} as const satisfies Record<string, Survey>;

/** Surveys whose images a server can fetch for a position. */
export type SurveyName = keyof typeof SURVEYS;

/** Names of a survey's bands. */
export type BandOf<S extends SurveyName> = Extract<keyof (typeof SURVEYS)[S]['bands'], string>;

/** A position in the sky: `lon;lat;SYSTEM` in degrees, or right ascension and declination in degrees (J2000). */
export type SkyTarget = string | { readonly ra: number; readonly dec: number };

/** An image of a position, without a file. */
export interface SurveyOptions<S extends SurveyName = SurveyName> {
  readonly survey?: S | undefined;
  /** Band of the survey, e.g. `K` of `2MASS`, `W1` of `WISE`, `red` of `DSS`. */
  readonly band?: BandOf<S> | (string & {}) | number | undefined;
  readonly target?: SkyTarget | undefined;
  /** Size of the image: degrees, or with a unit: `0.5deg`, `30arcmin`, `90arcsec`. */
  readonly size?: number | string | undefined;
}

export const SURVEY_KEYS = ['survey', 'band', 'target', 'size'] as const;

/** The parameters of the image service; undefined where no survey is asked for. */
export function surveyParameters(
  method: string,
  options: Readonly<Record<string, unknown>>,
): Record<string, unknown> | undefined {
  const given = SURVEY_KEYS.filter((key) => options[key] !== undefined);
  if (given.length === 0) return undefined;
  const names = Object.keys(SURVEYS);
  const name = names.find((known) => known.toLowerCase() === String(options['survey']).toLowerCase());
  if (name === undefined) {
    const expected = options['survey'] === undefined ? `given with ${given[0]}: one of` : 'one of';
    throw new ArgumentError(method, 'options.survey', options['survey'], `${expected} ${names.join(', ')}`);
  }
  const survey: Survey = SURVEYS[name as SurveyName];
  const band = bandOf(method, survey, options['band']);
  return {
    Type: 'SERVICE',
    Service: survey.service,
    ...(survey.bandIs === 'SurveyKey'
      ? { SurveyKey: band.value }
      : { SurveyKey: survey.key, SurveyKeyBand: band.value }),
    ...survey.params,
    WorldPt: positionOf(method, options['target']),
    ...(options['size'] === undefined ? {} : { SizeInDeg: degreesOf(method, options['size']) }),
    Title: `${name} ${band.name}`,
  };
}

function bandOf(method: string, survey: Survey, given: unknown): { name: string; value: string } {
  const names = Object.keys(survey.bands);
  const text = String(given);
  const name =
    names.find((known) => known === text) ??
    names.find((known) => known.toLowerCase() === text.toLowerCase());
  const value = name === undefined ? undefined : survey.bands[name];
  if (name !== undefined && value !== undefined) return { name, value };
  throw new ArgumentError(method, 'options.band', given, `one of ${names.join(', ')}`);
}

const Sky = z.strictObject({
  ra: finite.check(z.minimum(-360), z.maximum(360)),
  dec: finite.check(z.minimum(-90), z.maximum(90)),
});

function positionOf(method: string, target: unknown): string {
  const place = 'options.target';
  if (typeof target === 'object' && target !== null) {
    const { ra, dec } = check(method, place, Sky, target);
    return `${ra};${dec};EQ_J2000`;
  }
  const point = parseWorldPoint(target);
  if (point === undefined || typeof target !== 'string') {
    throw new ArgumentError(
      method,
      place,
      target,
      'a position such as "10.68;41.27;EQ_J2000" or { ra, dec }',
    );
  }
  return `${point.x};${point.y};${coordinateSystem(method, place, point.system)}`;
}

const SIZE = /^\s*(\d+\.?\d*|\.\d+)\s*(deg|d|°|arcmin|'|arcsec|")?\s*$/i;
const PER_DEGREE: Readonly<Record<string, number>> = { arcmin: 60, "'": 60, arcsec: 3600, '"': 3600 };

function degreesOf(method: string, size: unknown): number {
  const [, digits, unit = 'deg'] = SIZE.exec(typeof size === 'number' ? String(size) : `${size}`) ?? [];
  const value = typeof size === 'number' ? size : Number(digits ?? Number.NaN);
  const degrees = value / (PER_DEGREE[unit.toLowerCase()] ?? 1);
  if (degrees > 0 && Number.isFinite(degrees)) return degrees;
  throw new ArgumentError(
    method,
    'options.size',
    size,
    'degrees above 0, or a size with a unit such as "30arcmin"',
  );
}
