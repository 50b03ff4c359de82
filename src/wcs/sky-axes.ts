/** What a header says about its coordinates besides the projection: their system and their units. */
import { InputError } from '../errors.js';
import type { SkySystemName } from './frames.js';
import type { Keywords } from './header.js';

const DEGREES: Readonly<Record<string, number>> = {
  deg: 1,
  degree: 1,
  degrees: 1,
  arcmin: 1 / 60,
  arcsec: 1 / 3600,
  mas: 1 / 3_600_000,
  rad: 180 / Math.PI,
};

/** Degrees in a unit of an axis. */
export function unitOf(keywords: Keywords, axis: 1 | 2): number {
  const unit = keywords.text(`CUNIT${axis}`) ?? '';
  const degrees = unit === '' ? 1 : DEGREES[unit.toLowerCase()];
  if (degrees !== undefined) return degrees;
  throw new InputError(
    `CUNIT${axis} is ${JSON.stringify(unit)}: coordinates in the sky are in one of ${Object.keys(DEGREES).join(', ')}`,
  );
}

/** The system of `EQ`uatorial, `G`alactic, `E`cliptic or `S`upergalactic axes. */
export function systemOf(keywords: Keywords, kind: string): SkySystemName {
  if (kind === 'G') return 'GALACTIC';
  if (kind === 'S') return 'SUPERGALACTIC';
  if (kind === 'E') return 'EC_J2000';
  const equinox = keywords.number('EQUINOX') ?? keywords.number('EPOCH');
  const frame = (keywords.text('RADESYS') ?? keywords.text('RADECSYS') ?? '').toUpperCase();
  if (frame === 'ICRS' || (frame === '' && equinox === undefined)) return 'ICRS';
  if (frame === 'FK4' || (frame === '' && Number(equinox) < 1984))
    return only('EQ_B1950', 'FK4', 1950, equinox);
  if (frame === 'FK5' || frame === '') return only('EQ_J2000', 'FK5', 2000, equinox);
  throw new InputError(`RADESYS is ${JSON.stringify(frame)}: only ICRS, FK5 and FK4 are known here`);
}

function only(system: SkySystemName, frame: string, known: number, equinox = known): SkySystemName {
  if (Math.abs(equinox - known) < 1e-3) return system;
  throw new InputError(
    `coordinates of ${frame} for the equinox ${equinox} are not known here, only those for ${known}`,
  );
}
