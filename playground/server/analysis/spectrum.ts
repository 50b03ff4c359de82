/** Could a table be a spectrum? By the names and utypes of its columns. */
import type { ColumnInfo } from '../tables/types.js';

const AXIS_NAMES = new Set([
  'wave',
  'wavelength',
  'wavelengths',
  'wl',
  'wls',
  'lambda',
  'lambda_eff',
  'v_lsr',
  'centralwavelng',
  'ener',
  'energy',
  'lsr_velocity',
  'freq',
  'frequency',
  'nu',
]);

const FLUX_NAMES = new Set([
  'flux',
  'fluxdensity',
  'flux_density',
  'flx',
  'fl',
  'fls',
  'flu',
  'data',
  'value',
  'signal',
  'surfbrtness',
  'fullap and psf (two different extractions)',
  'c(lambda)',
  't_mb',
  't(k)',
  'main beam temperature',
  'flam',
  'pl_trandep',
  'especlipdep',
]);

const TIME_NAMES = new Set(['time', 'ti']);

interface NamedColumn {
  readonly name: string;
  readonly info: ColumnInfo;
}

/** A table that claims to be one (`utype`) is looked at by the utypes of its columns only. */
export function isSpectrum(columns: readonly NamedColumn[], utype: string | undefined): boolean {
  const has = (axis: string, names: ReadonlySet<string>) =>
    columns.some(({ name, info }) => {
      const said = info.utype?.toLowerCase().replace(/^spec:(spectrum\.)?/, '');
      if (said === `data.${axis}.value`) return true;
      return utype === undefined && names.has(name.toLowerCase());
    });
  return has('spectralaxis', AXIS_NAMES) && (has('fluxaxis', FLUX_NAMES) || has('timeaxis', TIME_NAMES));
}
