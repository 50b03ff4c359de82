/** The cells of a slate, step by step. The grid as a whole is left out: a real page reports it whenever it has been measured anew. */
import { type Scenario, step } from './scenarios.js';

const ADD = 'layout.addCell';
const REMOVE = 'layout.removeCell';
const UPDATE = 'layout.updateLayout';
const SPECIAL = 'layout.enableSpecialViewer';
const PLOT = 'ImagePlotCntlr.PlotImage';
const DELETE = 'ImagePlotCntlr.deletePlotView';
const CHART = 'charts.data/chartAdd';
const REINIT = 'app_data.reinitApp';

const cell = (name: string, payload: Readonly<Record<string, unknown>>, until: readonly string[]) =>
  step(name, ADD, payload, until);

export const slate: Scenario = {
  name: 'slate',
  htmlFile: 'slate.html',
  watched: [
    ADD,
    REMOVE,
    UPDATE,
    SPECIAL,
    PLOT,
    DELETE,
    CHART,
    'charts.data/chartRemove',
    'table.remove',
    REINIT,
    'test.private',
  ],
  steps: [
    cell('a cell', { row: 0, col: 0, width: 2, height: 2, type: 'images', cellId: 'sky' }, [ADD]),
    cell('the same again', { row: 0, col: 0, width: 2, height: 2, type: 'images', cellId: 'sky' }, [ADD]),
    cell('of no known type', { row: 0, col: 0, width: 1, height: 1, type: 'none', cellId: 'n' }, [ADD]),
    cell('without an id', { row: 0, col: 0, width: 1, height: 1, type: 'images' }, [ADD]),
    step(
      'an image in another place',
      PLOT,
      ({ image }) => ({
        wpRequest: { plotGroupId: 'g', GroupLocked: false, file: image, plotId: 'a', Title: 'a' },
        viewerId: 'v',
      }),
      [PLOT, ADD],
    ),
    step(
      'a chart',
      CHART,
      {
        chartId: 'c',
        groupId: 'p',
        viewerId: 'p',
        chartType: 'plot.ly',
        closable: true,
        data: [{ type: 'scatter', x: [1, 2], y: [3, 4] }],
        layout: {},
      },
      [CHART, ADD],
    ),
    step(
      'a table',
      'table.search',
      ({ table }) => ({
        request: {
          startIdx: 0,
          pageSize: 100,
          tbl_id: 't',
          source: table,
          tblType: 'catalog',
          id: 'IpacTableFromSource',
          META_INFO: { title: 't', tbl_id: 't', CatalogOverlayType: 'TRUE' },
        },
        options: { tbl_group: 'main', removable: true },
      }),
      [ADD, UPDATE],
    ),
    step('coverage', SPECIAL, { viewerType: 'coverageImage', cellId: 'cov' }, [SPECIAL, ADD]),
    step('image metadata', SPECIAL, { viewerType: 'tableImageMeta', cellId: 'm' }, [SPECIAL]),
    step('the image is deleted', DELETE, { plotId: 'a' }, [DELETE, REMOVE, UPDATE]),
    step('the chart is removed', 'charts.data/chartRemove', { chartId: 'c' }, [
      'charts.data/chartRemove',
      REMOVE,
      UPDATE,
    ]),
    step('the table is removed', 'table.remove', { tbl_id: 't' }, ['table.remove', REMOVE, UPDATE]),
    step('everything is taken away', REINIT, {}, [REINIT]),
  ],
};
