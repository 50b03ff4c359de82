/** Actions, one after the other, and the reports after which each is over. They are sent as they are, without the client's care. */
export interface Step {
  readonly name: string;
  readonly type: string;
  readonly payload: (files: Files) => Readonly<Record<string, unknown>>;
  /** Types of reports that have to come, besides those that come at once. */
  readonly until: readonly string[];
}

/** What the server calls the files of the samples. */
export type Files = { readonly [name in 'image' | 'table']: string };

export interface Scenario {
  readonly name: string;
  /** Of the page. @default the standard one */
  readonly htmlFile?: string;
  /** Types that are listened to. @default all of the standard page */
  readonly watched?: readonly string[];
  readonly steps: readonly Step[];
}

/** Every type that is listened to. */
export const WATCHED = [
  ...['PlotImageStart', 'PlotImage', 'PlotImageFail', 'byteDataRefresh', 'ZoomImage', 'recenter'],
  ...['StretchChange', 'ColorChange', 'ChangeActivePlotView', 'deletePlotView', 'Replot'],
].map((name) => `ImagePlotCntlr.${name}`);

const DRAWN = ['createDrawLayer', 'attachLayerToPlot', 'detachLayerFromPlot'].map(
  (name) => `DrawLayerCntlr.${name}`,
);
const REGIONS = ['addRegion', 'removeRegion'].map((name) => `DrawLayerCntlr.RegionPlot.${name}`);
const TABLES = ['search', 'fetch', 'loaded', 'update', 'filter', 'sort', 'remove', 'highlight', 'select'].map(
  (name) => `table.${name}`,
);
const OTHERS = ['app_data.reinitApp', 'layout.addCell', 'layout.triviewLayout', 'test.private'];

/** What is listened to on the standard page. */
export const ALL_WATCHED: readonly string[] = [...WATCHED, ...DRAWN, ...REGIONS, ...TABLES, ...OTHERS];

const IMAGE_SHOWN = ['PlotImageStart', 'PlotImage', 'byteDataRefresh'].map(
  (name) => `ImagePlotCntlr.${name}`,
);

export const step = (
  name: string,
  type: string,
  payload: Step['payload'] | Readonly<Record<string, unknown>>,
  until: readonly string[] = [],
): Step => ({ name, type, payload: typeof payload === 'function' ? payload : () => payload, until });

const show = (name: string, plotId: string, more: object = {}, until = IMAGE_SHOWN): Step =>
  step(
    name,
    'ImagePlotCntlr.PlotImage',
    ({ image }) => ({
      wpRequest: {
        plotGroupId: 'groupFromPython',
        GroupLocked: false,
        file: image,
        plotId,
        Title: plotId,
        ...more,
      },
      useContextModifications: true,
      viewerId: 'DEFAULT_FITS_VIEWER_ID',
    }),
    until,
  );

const images: Scenario = {
  name: 'images',
  steps: [
    show('an image', 'a'),
    show('the same id again', 'a'),
    show('another image', 'b'),
    show('no such file', 'c', { file: '${upload-dir}/none.fits' }, ['ImagePlotCntlr.PlotImageFail']),
    show('an HDU that is not there', 'd', { MultiImageIdx: 7 }, ['ImagePlotCntlr.PlotImageFail']),
    step(
      'zoom',
      'ImagePlotCntlr.ZoomImage',
      { plotId: 'a', userZoomType: 'LEVEL', level: 2, actionScope: 'SINGLE' },
      ['ImagePlotCntlr.ZoomImage'],
    ),
    step(
      'zoom to fit',
      'ImagePlotCntlr.ZoomImage',
      { plotId: 'a', userZoomType: 'FIT', actionScope: 'SINGLE' },
      ['ImagePlotCntlr.ZoomImage'],
    ),
    step('zoom of no image', 'ImagePlotCntlr.ZoomImage', {
      plotId: 'zz',
      userZoomType: 'LEVEL',
      level: 2,
      actionScope: 'SINGLE',
    }),
    step(
      'pan to a position in the sky',
      'ImagePlotCntlr.recenter',
      { plotId: 'a', centerPt: '83.8;-1.5;EQ_J2000' },
      ['ImagePlotCntlr.recenter'],
    ),
    step(
      'pan to a pixel',
      'ImagePlotCntlr.recenter',
      { plotId: 'a', centerPt: { x: 10, y: 20, type: 'ImagePt' } },
      ['ImagePlotCntlr.recenter'],
    ),
    step('pan to the middle', 'ImagePlotCntlr.recenter', { plotId: 'a' }, ['ImagePlotCntlr.recenter']),
    step(
      'stretch',
      'ImagePlotCntlr.StretchChange',
      {
        plotId: 'a',
        stretchData: [
          {
            band: 'NO_BAND',
            rv: '92,-2.000000,92,10.000000,NaN,2.000000,45,25,600,120,0,NaN,1.000000',
            bandVisible: true,
          },
        ],
      },
      ['ImagePlotCntlr.StretchChange', 'ImagePlotCntlr.byteDataRefresh'],
    ),
    step('colour', 'ImagePlotCntlr.ColorChange', { plotId: 'a', cbarId: 6, bias: 0.5, contrast: 1 }, [
      'ImagePlotCntlr.ColorChange',
    ]),
    step('another becomes active', 'ImagePlotCntlr.ChangeActivePlotView', { plotId: 'b' }, [
      'ImagePlotCntlr.ChangeActivePlotView',
    ]),
    step('an image is deleted', 'ImagePlotCntlr.deletePlotView', { plotId: 'b' }, [
      'ImagePlotCntlr.deletePlotView',
    ]),
    step('no image is deleted', 'ImagePlotCntlr.deletePlotView', { plotId: 'zz' }, [
      'ImagePlotCntlr.deletePlotView',
    ]),
  ],
};

const region = (
  name: string,
  type: string,
  payload: Readonly<Record<string, unknown>>,
  until: readonly string[],
) => step(name, `DrawLayerCntlr.RegionPlot.${type}`, payload, until);

const CIRCLE = 'J2000;circle 83.8 -1.5 0.5 # color=red';
const MADE = ['DrawLayerCntlr.createDrawLayer', 'DrawLayerCntlr.attachLayerToPlot'];

const regions: Scenario = {
  name: 'regions',
  steps: [
    show('an image', 'a'),
    region(
      'a layer',
      'createLayer',
      { drawLayerId: 'r1', layerTitle: 'R1', plotId: 'a', regionAry: [CIRCLE] },
      MADE,
    ),
    region('more of it', 'addRegion', { drawLayerId: 'r1', regionChanges: ['J2000;point 84 -1'] }, [
      'DrawLayerCntlr.RegionPlot.addRegion',
    ]),
    region('less of it', 'removeRegion', { drawLayerId: 'r1', regionChanges: ['J2000;point 84 -1'] }, [
      'DrawLayerCntlr.RegionPlot.removeRegion',
    ]),
    region(
      'to no layer: one is made',
      'addRegion',
      { drawLayerId: 'r2', regionChanges: [CIRCLE], plotId: 'a' },
      MADE,
    ),
    region(
      'garbage makes a layer too',
      'createLayer',
      { drawLayerId: 'r3', plotId: 'a', regionAry: ['no region at all'] },
      MADE,
    ),
    region(
      'so does an image that is not there',
      'createLayer',
      { drawLayerId: 'r4', plotId: 'zz', regionAry: [CIRCLE] },
      MADE,
    ),
    region('a layer is deleted', 'deleteLayer', { drawLayerId: 'r1' }, [
      'DrawLayerCntlr.detachLayerFromPlot',
    ]),
    region('no layer is deleted', 'deleteLayer', { drawLayerId: 'zz' }, []),
  ],
};

const search = (name: string, tbl_id: string, more: object, until: readonly string[]): Step =>
  step(
    name,
    'table.search',
    ({ table }) => ({
      request: {
        startIdx: 0,
        pageSize: 100,
        tbl_id,
        source: table,
        tblType: 'table',
        id: 'IpacTableFromSource',
        META_INFO: { title: tbl_id, tbl_id },
        ...more,
      },
      options: { tbl_group: 'main', removable: true },
    }),
    until,
  );

const SHOWN = ['table.search', 'table.fetch', 'table.update', 'table.loaded'];
/** A change of a table's request, which is loaded again. */
const change = (name: string, type: string, request: Readonly<Record<string, unknown>>): Step =>
  step(name, type, { request: { tbl_id: 't', ...request } }, [type, 'table.loaded']);

const tables: Scenario = {
  name: 'tables',
  steps: [
    search('a table', 't', {}, SHOWN),
    search('no such file', 'none', { source: '${upload-dir}/none.tbl' }, [
      'table.search',
      'table.fetch',
      'table.loaded',
    ]),
    change('filter', 'table.filter', { filters: '"vmag" < 3' }),
    change('a filter with a mistake', 'table.filter', { filters: '"nope" < 3' }),
    change('no filter', 'table.filter', { filters: '' }),
    change('sort', 'table.sort', { sortInfo: 'DESC,vmag' }),
    step('highlight', 'table.highlight', { tbl_id: 't', highlightedRow: 3, request: { tbl_id: 't' } }, [
      'table.highlight',
    ]),
    step('remove', 'table.remove', { tbl_id: 't' }, ['table.remove']),
    step('remove what is not there', 'table.remove', { tbl_id: 'zz' }),
  ],
};

export const SCENARIOS: readonly Scenario[] = [images, regions, tables];
