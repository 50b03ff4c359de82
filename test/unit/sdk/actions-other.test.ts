import { describe, expect, it } from 'vitest';
import {
  addExtension,
  addRegionData,
  deleteRegionLayer,
  overlayRegionLayer,
  rawAction,
  reinitViewer,
  removeExtension,
  removeRegionData,
  showChart,
  tablesOfChart,
} from '../../../src/actions/index.js';
import { deepFreeze } from './helpers.js';

describe('showChart', () => {
  const data = deepFreeze([{ type: 'scatter', tbl_id: 'wise', x: 'tables::w1', y: [1, 2] }]);
  const layout = deepFreeze({ title: 'cc', xaxis: { title: 'w1' } });

  it('adds traces and layout to the pinned charts', () => {
    const { action, warning } = showChart({ chartId: 'c9', mode: 'triview' }, { data: [...data], layout });
    expect(action).toEqual({
      type: 'charts.data/chartAdd',
      payload: {
        chartId: 'c9',
        groupId: 'PINNED_CHART_VIEWER_ID',
        viewerId: 'PINNED_CHART_VIEWER_ID',
        chartType: 'plot.ly',
        closable: true,
        data,
        layout,
      },
    });
    expect(warning).toMatchObject({ code: 'IGNORED_IN_MODE', what: 'groupId', mode: 'triview' });
    expect(warning?.message).toContain('ignored in triview mode');
  });

  it.each([
    ['triview', 'g', 'PINNED_CHART_VIEWER_ID', true],
    [undefined, 'g', 'PINNED_CHART_VIEWER_ID', true],
    ['slate', 'g', 'g', false],
    ['slate', undefined, 'PINNED_CHART_VIEWER_ID', false],
  ] as const)('in %s mode a group of %s goes to %s', (mode, groupId, expected, warned) => {
    const { action, warning } = showChart(
      { chartId: 'c', ...(mode && { mode }) },
      { ...(groupId && { groupId }) },
    );
    expect(action.payload).toMatchObject({ groupId: expected, viewerId: expected });
    expect(warning !== undefined).toBe(warned);
  });

  it('leaves out what is not given', () => {
    const { action } = showChart({ chartId: 'c' });
    expect(Object.keys(action.payload).sort()).toEqual(
      ['chartId', 'chartType', 'closable', 'groupId', 'viewerId'].sort(),
    );
  });

  it('knows the tables of its traces, each once', () => {
    expect(
      tablesOfChart([
        { tbl_id: 'a', x: 'tables::x' },
        { firefly: { tbl_id: 'b' } },
        { tbl_id: 'a' },
        { tbl_id: 5 },
        { marker: { tbl_id: 'no' } },
        'text',
        null,
      ]),
    ).toEqual(['a', 'b']);
  });
});

describe('region layers', () => {
  const region = 'J2000;point 202.4850553d 47.1952583d # point=cross 15';

  it('are made of text', () => {
    const options = deepFreeze({ regionData: [region, 'image;box 1 2 3 4 0'], title: 'T', plotId: ['a'] });
    expect(overlayRegionLayer({ regionLayerId: 'reg1' }, options)).toEqual({
      type: 'DrawLayerCntlr.RegionPlot.createLayer',
      payload: {
        drawLayerId: 'reg1',
        layerTitle: 'T',
        plotId: ['a'],
        regionAry: [region, 'image;box 1 2 3 4 0'],
      },
    });
  });

  it('are made of a file, which wins over text', () => {
    const context = deepFreeze({ regionLayerId: 'reg1', fileOnServer: '${upload-dir}/a.reg' });
    expect(overlayRegionLayer(context, { regionData: region }).payload).toEqual({
      drawLayerId: 'reg1',
      fileOnServer: '${upload-dir}/a.reg',
    });
  });

  it('may be empty', () => {
    expect(overlayRegionLayer({ regionLayerId: 'reg1' }).payload).toEqual({ drawLayerId: 'reg1' });
  });

  it('get regions added', () => {
    expect(addRegionData('reg1', region, deepFreeze({ title: 'new', plotId: 'a' }))).toEqual({
      type: 'DrawLayerCntlr.RegionPlot.addRegion',
      payload: { regionChanges: region, drawLayerId: 'reg1', plotId: 'a', layerTitle: 'new' },
    });
    expect(addRegionData('reg1', deepFreeze([region])).payload).toEqual({
      regionChanges: [region],
      drawLayerId: 'reg1',
    });
  });

  it('get regions removed', () => {
    expect(removeRegionData('reg1', region)).toEqual({
      type: 'DrawLayerCntlr.RegionPlot.removeRegion',
      payload: { regionChanges: region, drawLayerId: 'reg1' },
    });
  });

  it('are deleted, from all plots or from some', () => {
    expect(deleteRegionLayer('reg1')).toEqual({
      type: 'DrawLayerCntlr.RegionPlot.deleteLayer',
      payload: { drawLayerId: 'reg1' },
    });
    expect(deleteRegionLayer('reg1', deepFreeze({ plotId: ['a', 'b'] })).payload).toEqual({
      drawLayerId: 'reg1',
      plotId: ['a', 'b'],
    });
  });
});

describe('extensions', () => {
  it.each(['POINT', 'LINE_SELECT', 'AREA_SELECT', 'table.select'])('of %s name every key', (extType) => {
    expect(addExtension('Extension-1', extType)).toEqual({
      type: 'ExternalAccessCntlr/extensionAdd',
      payload: {
        extension: {
          id: 'Extension-1',
          plotId: null,
          imageUrl: null,
          title: '',
          extType,
          toolTip: '',
          shortcutKey: '',
        },
      },
    });
  });

  it('carry everything that is given', () => {
    const options = deepFreeze({
      plotId: 'a',
      title: 'Pick',
      toolTip: 'tip',
      imageUrl: 'https://h/i.png',
      shortcutKey: 'ctrl-p',
    });
    expect(addExtension('e', 'POINT', options).payload).toEqual({
      extension: { id: 'e', extType: 'POINT', ...options },
    });
  });

  it('are removed by id', () => {
    expect(removeExtension('e')).toEqual({
      type: 'ExternalAccessCntlr/extensionRemove',
      payload: { id: 'e' },
    });
  });
});

describe('actions on the viewer', () => {
  it('empty it', () => {
    expect(reinitViewer()).toEqual({ type: 'app_data.reinitApp', payload: {} });
  });

  it('are sent as they are', () => {
    const payload = deepFreeze({ tbl_id: 'wise', deep: [{ a: null }] });
    expect(rawAction('table.remove', payload)).toEqual({ type: 'table.remove', payload });
    expect(rawAction('StartLabWindow')).toEqual({ type: 'StartLabWindow', payload: {} });
  });
});
