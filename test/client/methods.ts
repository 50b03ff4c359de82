/** The arguments of every method that acts on viewers or asks a server, with what would be right of each. */
import { sql } from 'firefly-client';
import {
  type Argument,
  color,
  flag,
  fn,
  id,
  ids,
  input,
  integer,
  number,
  object,
  oneOf,
  regions,
  text,
} from './arguments.js';

const FILE = '${upload-dir}/f.fits';
const plotId: Argument = { name: 'plotId', kind: id, good: 'a' };
const plotIds: Argument = { name: 'plotId', kind: ids, good: 'a' };
const tblId: Argument = { name: 'tblId', kind: id, good: 't' };
const chartId: Argument = { name: 'chartId', kind: id, good: 'c' };
const layerId: Argument = { name: 'regionLayerId', kind: id, good: 'r' };
const maskId: Argument = { name: 'maskId', kind: id, good: 'm' };
const source = (optional = false): Argument => ({ name: 'input', kind: input, good: FILE, optional });
const options = (names: Argument['options'], good: unknown = {}): Argument => ({
  name: 'options',
  kind: object,
  good,
  optional: true,
  ...(names === undefined ? {} : { options: names }),
});
const open = (names: Argument['options'], good: unknown = {}): Argument => ({
  ...options(names, good),
  open: true,
});
const how = { fetchBy: oneOf('nobody', 5), fileOnServer: { is: 'id' } } as const;
const onlyFetch = { fetchBy: oneOf('nobody', 5) } as const;
const sending = (more: Argument['options']) => ({
  ...onlyFetch,
  onProgress: oneOf('f', 5, {}),
  signal: oneOf('s', 5, {}),
  timeout: oneOf('1', 0, -1, Number.NaN),
  ...more,
});
const placed = { plotId: id, viewerId: id } as const;
const stretch = {
  type: text,
  algorithm: text,
  lowerValue: number(),
  upperValue: number(),
  asinhQValue: number(),
  gammaValue: number(),
  zscaleContrast: number(),
  zscaleSamples: number(),
  zscaleSamplesPerline: number(),
  asinhStretch: number(0),
  scalingK: number(),
  band: oneOf('PURPLE', 'red', 5, null),
} as const;
const params = {
  ...placed,
  ZoomType: oneOf('TO_WIDHT', 5, null),
  SizeInDeg: oneOf(0, -1, 'wide', null),
  ColorTable: oneOf(-1, 1.5, 'red'),
  RotateNorth: oneOf('yes', 2, null),
  WorldPt: oneOf(5, null, {}),
  survey: oneOf('NONE', 5),
} as const;
const table = {
  tblId: id,
  title: text,
  pageSize: integer(0),
  tableIndex: integer(0),
  meta: object,
} as const;

const query = {
  columns: oneOf('a', [''], [5], [{ a: 'x' }], ['a', 'A']),
  filter: oneOf('"a" > 1', 5, null, {}),
  sort: oneOf(5, '', [], ['a', 5], null),
  direction: oneOf('asc', 5, null),
  offset: integer(0),
  limit: integer(0),
  batchSize: integer(1),
  table: integer(0),
} as const;
const { columns: chosen, filter: condition, table: place } = query;

/** The arguments of every method. */
export const METHODS: Readonly<Record<string, readonly Argument[]>> = {
  showFitsImage: [source(true), open(params)],
  showImage: [
    {
      name: 'image',
      kind: oneOf(
        'text',
        5,
        null,
        {},
        { width: 1, height: 1 },
        { data: new Uint8Array(1), width: 2, height: 1 },
      ),
      good: { data: new Uint8Array(1), width: 1, height: 1 },
    },
    open(params),
  ],
  showFits: [source(true), open(params)],
  showFits3Color: [
    { name: 'bands', kind: oneOf('red', 5, null, [], [1], [null], [{}, {}, {}, {}]), good: [{ file: FILE }] },
    options(placed),
  ],
  showHips: [
    { name: 'hipsRootUrl', kind: id, good: 'ivo://x' },
    open({ ...placed, hipsImageConversion: object, SizeInDeg: oneOf(0, 'x') }),
  ],
  showImageOrHips: [
    {
      ...options(
        {
          ...placed,
          imageRequest: object,
          hipsRequest: object,
          allSkyRequest: object,
          fovDegFallOver: number(0),
          plotAllSkyFirst: flag,
        },
        { imageRequest: { Service: 'WISE' } },
      ),
      optional: false,
    },
  ],
  showData: [source(), options({ ...onlyFetch, previewMetadata: flag, title: text })],
  readTable: [{ ...source(), name: 'input' }, options(query)],
  tableInfo: [source(), options({ table: place })],
  selectedRows: [
    source(),
    { name: 'rows', kind: oneOf('1', 5, null, [-1], [1.5], ['1']), good: [0] },
    options({ table: place, columns: chosen }),
  ],
  tableStatistics: [source(), options({ table: place, columns: chosen, filter: condition })],
  histogram: [
    source(),
    { name: 'column', kind: oneOf('', 5, null, {}), good: 'a' },
    options({
      bins: integer(1),
      binWidth: oneOf(0, -1, '1', null),
      min: number(),
      max: number(),
      filter: condition,
    }),
  ],
  saveTable: [
    source(),
    { name: 'format', kind: oneOf('fits', 'json', '', 5, null), good: 'csv' },
    { name: 'to', kind: oneOf('', 5, null, {}, undefined), good: '/tmp/never' },
    options({ ...query, centerColumns: oneOf('ra', ['ra'], [1, 2]) }),
  ],
  addColumn: [
    source(),
    { name: 'name', kind: oneOf('', 5, null, 'a"b', 'a,b'), good: 'twice' },
    {
      ...options(
        {
          expression: oneOf('"a" * 2', 5, null, undefined),
          type: oneOf('text', 5, null),
          units: text,
          description: text,
          ucd: text,
          table: place,
        },
        { expression: sql`1` },
      ),
      optional: false,
    },
  ],
  submit: [{ ...source(), name: 'input' }, options({ table: place })],
  resolveName: [{ name: 'name', kind: id, good: 'm31' }, options({ resolver: oneOf('simbat', '', 5, null) })],
  latest: [plotId],
  snapshot: [],
  restore: [
    {
      name: 'snapshot',
      kind: oneOf('{}', 5, null, [], {}, { schema: 1 }, { schema: 2, taken: '', items: [] }),
      good: { schema: 1, taken: '', items: [] },
    },
  ],
  setZoom: [plotIds, { name: 'factor', kind: number(0), good: 2, optional: true }],
  setPan: [
    plotIds,
    options({ x: number(), y: number(), coord: oneOf('galaxy', '', 5, null) }, { x: 1, y: 2 }),
  ],
  setStretch: [plotIds, { ...open(stretch) }],
  setStretchHueRgb: [
    plotIds,
    options({
      asinhQValue: number(),
      scalingK: oneOf('1', 0, 11, [1, 2], null),
      pedestalValue: oneOf('1', [1, 2], Number.NaN, null),
      pedestalType: oneOf('nonsense', 5, ['percent'], null),
    }),
  ],
  setColor: [plotIds, options({ colormapId: integer(-1), bias: number(0, 1), contrast: number(0, 10) })],
  setRgbColors: [
    plotIds,
    options({
      useRed: flag,
      useGreen: flag,
      useBlue: flag,
      bias: oneOf(0.5, [1, 1], [0, 0, 2], null),
      contrast: oneOf(1, [1, 1], [0, 0, 11], null),
    }),
  ],
  alignImages: [options({ matchType: oneOf('standard', 'Sky', 5, null), lockMatch: flag })],
  deletePlot: [plotId],
  showTable: [
    source(),
    options({
      ...table,
      ...onlyFetch,
      isCatalog: flag,
      visible: flag,
      options: object,
      columnSpec: text,
      filters: text,
      targetSearchInfo: object,
    }),
  ],
  fetchTable: [source(), options({ ...table, ...onlyFetch })],
  applyTableFilters: [tblId, { name: 'filters', kind: text, good: '"a" < 1' }],
  sortTableColumn: [
    tblId,
    { name: 'columnName', kind: id, good: 'a' },
    { name: 'direction', kind: oneOf('UP', 'asc', 5, null), good: 'ASC', optional: true },
  ],
  removeTable: [tblId],
  showChart: [
    options({
      chartId: id,
      groupId: id,
      layout: object,
      data: oneOf('x', 5, null, {}),
    }),
  ],
  showXYPlot: [
    tblId,
    {
      ...open(
        {
          standalone: flag,
          groupId: id,
          xCol: id,
          yCol: id,
          xError: id,
          yError: id,
          xyRatio: number(1, 10),
          stretch: oneOf('wide', 5),
          xLabel: text,
          yLabel: text,
          xUnit: text,
          yUnit: text,
          xOptions: oneOf('logg', 5, 'grid,nope'),
          yOptions: oneOf('logg', 5),
          plotStyle: oneOf('dots', 5),
          chartTitle: text,
        },
        { xCol: 'a', yCol: 'b' },
      ),
      optional: false,
    },
  ],
  showHistogram: [
    tblId,
    {
      ...open(
        {
          groupId: id,
          col: id,
          xOptions: oneOf('logg'),
          yOptions: oneOf('logg'),
          falsePositiveRate: oneOf(0, 1, '1'),
          numBins: integer(1),
          binWidth: oneOf(0, -1, '1'),
          fixedBinSizeSelection: oneOf('x'),
          chartTitle: text,
        },
        { col: 'a' },
      ),
      optional: false,
    },
  ],
  updateChart: [chartId, { name: 'changes', kind: oneOf('x', null, [], {}), good: { 'layout.title': 'x' } }],
  removeChart: [chartId],
  overlayRegionLayer: [options({ ...how, regionData: regions, title: text, regionLayerId: id, plotId: ids })],
  addRegionData: [
    { name: 'regionData', kind: regions, good: 'circle 1 2 3' },
    layerId,
    options({ title: text, plotId: ids }),
  ],
  removeRegionData: [{ name: 'regionData', kind: regions, good: 'circle 1 2 3' }, layerId],
  deleteRegionLayer: [layerId, options({ plotId: ids })],
  overlayFootprints: [
    source(),
    open({
      ...onlyFetch,
      title: text,
      footprintLayerId: id,
      plotId: ids,
      tableIndex: integer(0),
      style: oneOf('dotted', 5),
      showText: flag,
      color,
      selectColor: color,
      highlightColor: color,
    }),
  ],
  addMask: [
    { name: 'bitNumber', kind: integer(0, 31), good: 3 },
    { name: 'imageNumber', kind: integer(0), good: 1 },
    plotId,
    options({ ...how, maskId: id, color, title: text }),
  ],
  removeMask: [plotId, maskId],
  setMaskOpacity: [plotId, maskId, { name: 'opacity', kind: number(0, 1), good: 0.5 }],
  setMaskColor: [plotId, maskId, { name: 'color', kind: color, good: 'red' }],
  showMasks: [plotId, { name: 'colors', kind: oneOf('red', null, {}, { CR: 5 }, []), good: { CR: 'red' } }],
  addCell: [
    { name: 'row', kind: integer(0), good: 0 },
    { name: 'col', kind: integer(0), good: 0 },
    { name: 'width', kind: integer(1), good: 1 },
    { name: 'height', kind: integer(1), good: 1 },
    { name: 'type', kind: oneOf('image', 5, null), good: 'images' },
    options({ cellId: id }),
  ],
  showCoverage: [options({ viewerId: id, tableGroup: id })],
  showImageMetadata: [options({ viewerId: id, tableGroup: id })],
  changeTriviewLayout: [
    { name: 'layout', kind: oneOf('NOPE', 'toString', 5, null), good: 'BIVIEW_IChCov_T' },
  ],
  addExtension: [
    { name: 'extType', kind: id, good: 'POINT' },
    options({
      extensionId: id,
      plotId: oneOf('', 5, {}),
      title: text,
      toolTip: text,
      imageUrl: oneOf(5, {}),
      shortcutKey: text,
    }),
  ],
  removeExtension: [{ name: 'extensionId', kind: id, good: 'e' }],
  onClick: [options({ plotId: id }), { name: 'listener', kind: fn, good: () => undefined }],
  tableHighlightCallback: [
    { name: 'listener', kind: fn, good: () => undefined },
    { name: 'columns', kind: oneOf('a', 5, [5]), good: ['a'], optional: true },
  ],
  createImageUrl: [{ name: 'imageSource', kind: oneOf('', 5, null, {}), good: 'https://h/i.png' }],
  upload: [{ ...source(), good: new Uint8Array(3) }, options(sending({ analyze: oneOf('All', 5, null) }))],
  analyzeFile: [
    { ...source(), good: new Uint8Array(3) },
    options(sending({ level: oneOf('All', true, null) })),
  ],
  fitsHeaders: [{ ...source(), good: 'm31.fits' }, options({ filename: text, signal: oneOf('s', 5, {}) })],
  uploadFile: [{ ...source(), good: new Uint8Array(3) }, options(onlyFetch)],
  uploadFitsData: [{ ...source(), good: new Uint8Array(3) }, options(onlyFetch)],
  uploadTextData: [{ ...source(), good: new Uint8Array(3) }, options(onlyFetch)],
  uploadData: [
    { ...source(), good: new Uint8Array(3) },
    { name: 'type', kind: oneOf('TEXT', 5, null), good: 'FITS', optional: true },
    options(onlyFetch),
  ],
  reinitViewer: [],
  dispatch: [
    { name: 'type', kind: id, good: 'a.b' },
    { name: 'payload', kind: object, good: {}, optional: true },
    options({ channel: oneOf('a&b', '', 5) }),
  ],
};
