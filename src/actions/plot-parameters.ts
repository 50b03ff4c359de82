/** Parameters of a viewer's plot request: names, units, allowed values. A viewer reads names without regard to case. */
import { ArgumentError } from '../errors.js';
import { nearest } from '../schema/spelling.js';
import type { RangeValues } from './range-values.js';

type Flag = boolean | 'true' | 'false';
type Text = string | number;
/** Viewers take texts as well, which have to be numbers. */
type Numeric = number | string;

const TYPES = [
  ...(['SERVICE', 'FILE', 'URL', 'ALL_SKY', 'HiPS', 'BLANK', 'PROCESSOR', 'RAWDATASET_PROCESSOR'] as const),
  ...(['TRY_FILE_THEN_URL', 'WORKSPACE'] as const),
] as const;
const SERVICES = [
  ...(['IRIS', 'ISSA', 'DSS', 'SDSS', 'TWOMASS', 'MSX', 'WISE', 'ATLAS', 'ZTF', 'PTF', 'SEIP'] as const),
  ...(['AKARI', 'DSS_OR_IRIS'] as const),
] as const;
const ZOOM_TYPES = [
  ...(['STANDARD', 'LEVEL', 'FULL_SCREEN', 'TO_WIDTH_HEIGHT', 'TO_WIDTH', 'TO_HEIGHT'] as const),
  ...(['ARCSEC_PER_SCREEN_PIX', 'FORCE_STANDARD', 'SMART'] as const),
] as const;
const TITLE_OPTIONS = [
  ...(['NONE', 'PLOT_DESC', 'FILE_NAME', 'HEADER_KEY', 'PLOT_DESC_PLUS', 'PLOT_DESC_PLUS_DATE'] as const),
  'SERVICE_OBS_DATE',
] as const;
const RESOLVERS = ['NED', 'Simbad', 'NedThenSimbad', 'SimbadThenNed', 'PTF', 'NONE'] as const;
const GRID = ['true', 'false', 'TRUE_LABELS_FALSE'] as const;
const NORTH_TYPES = [
  ...(['EQ_J2000', 'EQ_B1950', 'EC_J2000', 'EC_B1950', 'GALACTIC', 'SUPERGALACTIC'] as const),
] as const;
const ANNOTATIONS = ['INLINE', 'INLINE_BRIEF', 'TITLE_BAR', 'TITLE_BAR_BRIEF'] as const;

/** The parameters by their names in the viewer's spelling. */
export interface PlotParameters {
  /** Kind of the request; told from the other parameters where it is left out. */
  readonly Type?: (typeof TYPES)[number];
  /** A file that the server has; `showFitsImage` takes it as its input. */
  readonly File?: string;
  /** An address that the server fetches; `showFitsImage` takes it as its input. */
  readonly URL?: string;
  /** Title of the image. */
  readonly Title?: Text;
  /** What the title is made of. @default 'NONE', which is `Title` */
  readonly TitleOptions?: (typeof TITLE_OPTIONS)[number];
  /** Put before the title. */
  readonly PreTitle?: Text;
  /** Put after the title. */
  readonly PostTitle?: Text;
  /** Keyword of the FITS header that gives the title, with `TitleOptions: 'HEADER_KEY'`. */
  readonly HeaderKeyForTitle?: string;
  readonly TitleFilenameModePfx?: string;
  readonly PlotDescAppend?: Text;
  readonly UserDesc?: Text;
  readonly AnnotationOps?: (typeof ANNOTATIONS)[number];
  /** How the first zoom is found. */
  readonly ZoomType?: (typeof ZOOM_TYPES)[number];
  /** First zoom, in screen pixels per image pixel. */
  readonly InitZoomLevel?: Numeric;
  /** Screen pixels. */
  readonly ZoomToWidth?: Numeric;
  /** Screen pixels. */
  readonly ZoomToHeight?: Numeric;
  /** First zoom, in arcseconds per screen pixel. */
  readonly ZoomArcsecPerScreenPix?: Numeric;
  /** First stretch: a `RangeValues`, or the `rvString` of `setStretch`. */
  readonly RangeValues?: string | RangeValues;
  /** Number of the colour map in the viewer's list, from 0. */
  readonly ColorTable?: Numeric;
  /** Which image of the file, from 0. */
  readonly MultiImageIdx?: Numeric;
  /** Which HDUs of the file, comma-joined numbers. */
  readonly MultiImageExts?: Text;
  /** Image service, with `Type: 'SERVICE'`. See `survey` for a simpler way. */
  readonly Service?: (typeof SERVICES)[number];
  /** Survey of the service; what is possible depends on `Service`. */
  readonly SurveyKey?: Text;
  readonly SurveyKeyAlt?: Text;
  /** Band of the survey; what is possible depends on `Service`. */
  readonly SurveyKeyBand?: Text;
  /** A further condition of the service. */
  readonly filter?: string;
  /** Position, `lon;lat;SYSTEM` in degrees, e.g. `10.68;41.27;EQ_J2000`. */
  readonly WorldPt?: string;
  /** Size of the image, in degrees. */
  readonly SizeInDeg?: Numeric;
  readonly ObjectName?: string;
  readonly Resolver?: (typeof RESOLVERS)[number];
  /** Whether the coordinate grid is drawn. */
  readonly GridOn?: boolean | (typeof GRID)[number];
  /** Position of a marker, `lon;lat;SYSTEM` in degrees; `false` for none. */
  readonly OverlayPosition?: string | false;
  readonly RotateNorth?: Flag;
  readonly RotateNorthType?: (typeof NORTH_TYPES)[number];
  readonly Rotate?: Flag;
  /** Degrees, with `Rotate`. */
  readonly RotationAngle?: Numeric;
  readonly FlipX?: Flag;
  readonly FlipY?: Flag;
  readonly PostCrop?: Flag;
  readonly PostCropAndCenter?: Flag;
  /** A corner to crop to, `x;y` in image pixels. */
  readonly CropPt1?: string;
  readonly CropPt2?: string;
  /** A corner to crop to, `lon;lat;SYSTEM` in degrees. */
  readonly CropWorldPt1?: string;
  readonly CropWorldPt2?: string;
  /** Images of one group are zoomed, stretched and coloured together where `GroupLocked` is true. */
  readonly plotGroupId?: string;
  readonly GroupLocked?: Flag;
  readonly DrawingSubgroupID?: string;
  readonly DownloadFileNameRoot?: string;
  readonly PredefinedOverlayIds?: string;
  readonly PreferenceColorKey?: string;
  readonly ContinueOnFail?: Flag;
  readonly UniqueKey?: Text;
  readonly ProgressKey?: Text;
  /** Screen pixels. */
  readonly thumbnailSize?: Numeric;
  readonly urlCheckForNewer?: Flag;
  /** Properties of the HiPS, see `showHips`. */
  readonly hipsRootUrl?: string;
  readonly hipsSurveysId?: string;
  readonly hipsUseAitoffProjection?: Flag;
  readonly hipsCoordinateSys?: string;
  readonly hipsAdditionalMocList?: unknown;
  /** Names of the viewer's own, passed to its extensions. */
  readonly attributes?: unknown;
}

/** Parameters in the spellings that occur: `Title`, `title`; `ZoomType`, `zoomType`, `zoomtype`. */
export type AnyCase<P> = {
  readonly [K in keyof P as K extends string ? K | Uncapitalize<K> | Lowercase<K> : never]?: P[K] | undefined;
};

/** Parameters of a plot request; names that are not known are sent as they are, and a note says so where one looks like a slip. */
export type PlotParams = AnyCase<PlotParameters> & { readonly [parameter: string]: unknown };

type Kind = 'any' | 'text' | 'number' | 'positive' | 'index' | 'flag' | 'point' | readonly string[];

const KINDS = {
  Type: TYPES,
  File: 'text',
  URL: 'text',
  Title: 'text',
  TitleOptions: TITLE_OPTIONS,
  PreTitle: 'text',
  PostTitle: 'text',
  HeaderKeyForTitle: 'text',
  TitleFilenameModePfx: 'text',
  PlotDescAppend: 'text',
  UserDesc: 'text',
  AnnotationOps: ANNOTATIONS,
  ZoomType: ZOOM_TYPES,
  InitZoomLevel: 'positive',
  ZoomToWidth: 'positive',
  ZoomToHeight: 'positive',
  ZoomArcsecPerScreenPix: 'positive',
  RangeValues: 'any',
  ColorTable: 'index',
  MultiImageIdx: 'index',
  MultiImageExts: 'text',
  Service: SERVICES,
  SurveyKey: 'text',
  SurveyKeyAlt: 'text',
  SurveyKeyBand: 'text',
  filter: 'text',
  WorldPt: 'point',
  SizeInDeg: 'positive',
  ObjectName: 'text',
  Resolver: RESOLVERS,
  GridOn: GRID,
  OverlayPosition: 'any',
  RotateNorth: 'flag',
  RotateNorthType: NORTH_TYPES,
  Rotate: 'flag',
  RotationAngle: 'number',
  FlipX: 'flag',
  FlipY: 'flag',
  PostCrop: 'flag',
  PostCropAndCenter: 'flag',
  CropPt1: 'point',
  CropPt2: 'point',
  CropWorldPt1: 'point',
  CropWorldPt2: 'point',
  plotGroupId: 'text',
  GroupLocked: 'flag',
  DrawingSubgroupID: 'text',
  DownloadFileNameRoot: 'text',
  PredefinedOverlayIds: 'text',
  PreferenceColorKey: 'text',
  ContinueOnFail: 'flag',
  UniqueKey: 'text',
  ProgressKey: 'text',
  thumbnailSize: 'positive',
  urlCheckForNewer: 'flag',
  hipsRootUrl: 'text',
  hipsSurveysId: 'text',
  hipsUseAitoffProjection: 'flag',
  hipsCoordinateSys: 'text',
  hipsAdditionalMocList: 'any',
  attributes: 'any',
} as const satisfies Record<keyof PlotParameters, Kind>;

/** Names in the viewer's spelling, by the same in small letters. */
const NAMES: ReadonlyMap<string, keyof PlotParameters> = new Map(
  Object.keys(KINDS).map((name) => [name.toLowerCase(), name as keyof PlotParameters]),
);

/** Checks the values of the parameters that are known. */
export function checkParameters(
  method: string,
  argument: string,
  params: Readonly<Record<string, unknown>>,
): void {
  for (const [key, value] of Object.entries(params)) {
    const name = NAMES.get(key.toLowerCase());
    const expected = name === undefined || value === undefined ? undefined : fault(KINDS[name], value);
    if (expected !== undefined) throw new ArgumentError(method, `${argument}.${key}`, value, expected);
  }
}

/** What would be right; undefined when the value is. */
function fault(kind: Kind, value: unknown): string | undefined {
  if (typeof kind !== 'string') return oneOf(kind, value);
  switch (kind) {
    case 'text':
      return typeof value === 'string' || isNumber(value) ? undefined : 'a string';
    case 'point':
      return typeof value === 'string' ? undefined : 'a position such as "10.68;41.27;EQ_J2000"';
    case 'flag':
      return typeof value === 'boolean' || /^(?:true|false)$/i.test(String(value))
        ? undefined
        : 'true or false';
    case 'number':
      return numeric(value) === undefined ? 'a number' : undefined;
    case 'positive':
      return (numeric(value) ?? 0) > 0 ? undefined : 'a number above 0';
    case 'index':
      return isIndex(numeric(value)) ? undefined : 'an integer of at least 0';
    default:
      return undefined;
  }
}

function oneOf(allowed: readonly string[], value: unknown): string | undefined {
  const text = String(value).toLowerCase();
  const fits = typeof value === 'string' || typeof value === 'boolean';
  if (fits && allowed.some((name) => name.toLowerCase() === text)) return undefined;
  return `one of ${allowed.join(', ')}`;
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isIndex = (value: number | undefined): boolean => Number.isInteger(value) && Number(value) >= 0;

/** A number, or a text that is one: viewers take both. */
function numeric(value: unknown): number | undefined {
  if (isNumber(value)) return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** What looks like a slip among the names that are not known; undefined when nothing does. */
export function parameterHint(
  params: Readonly<Record<string, unknown>>,
  known: readonly string[] = Object.keys(KINDS),
): string | undefined {
  const names = new Set(known.map((name) => name.toLowerCase()));
  const hints = Object.keys(params).flatMap((key) => {
    const meant = names.has(key.toLowerCase()) ? undefined : nearest(key, known);
    return meant === undefined ? [] : `'${key}' is not known to viewers: did you mean '${meant}'?`;
  });
  return hints.length === 0 ? undefined : hints.join('; ');
}

/** Whether a parameter is given, in whatever spelling. */
export function hasParameter(params: Readonly<Record<string, unknown>>, name: string): boolean {
  return Object.keys(params).some(
    (key) => key.toLowerCase() === name.toLowerCase() && params[key] !== undefined,
  );
}
