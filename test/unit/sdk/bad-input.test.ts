import { describe, expect, it } from 'vitest';
import * as actions from '../../../src/actions/index.js';
import { argumentErrorOf, type Callable, callWith } from './helpers.js';

/** One wrong argument: how it is called, what the error has to name. */
interface Wrong {
  readonly args: readonly unknown[];
  readonly argument: string;
  readonly value: unknown;
  readonly expected: RegExp;
}

const wrong = (args: readonly unknown[], argument: string, value: unknown, expected: RegExp): Wrong => ({
  args,
  argument,
  value,
  expected,
});

const NO_STRINGS: readonly unknown[] = [5, null, true, {}, ['a'], 1n];
const NO_NUMBERS: readonly unknown[] = ['5', null, true, {}, [1], Number.NaN, Number.POSITIVE_INFINITY, 5n];
const NO_OBJECTS: readonly unknown[] = ['options', 5, null, true, [], () => 1];

/** Every wrong value for one place in the arguments. */
function each(
  values: readonly unknown[],
  make: (value: unknown) => readonly unknown[],
  argument: string,
  expected: RegExp,
): Wrong[] {
  return values.map((value) => wrong(make(value), argument, value, expected));
}

/** An options object with one wrong member. */
const member = (
  name: string,
  values: readonly unknown[],
  before: readonly unknown[],
  expected: RegExp,
): Wrong[] => each(values, (value) => [...before, { [name]: value }], `options.${name}`, expected);

/** What is wrong for one id. */
const anId = (argument: string, make: (value: unknown) => readonly unknown[]): Wrong[] => [
  wrong(make(undefined), argument, undefined, /given \(a string\)/),
  wrong(make(''), argument, '', /\(not an empty string\)/),
  ...each(NO_STRINGS, make, argument, /a string/),
];

/** What is wrong for one id or several. */
const ids = (argument: string, make: (value: unknown) => readonly unknown[]): Wrong[] => [
  wrong(make(undefined), argument, undefined, /given/),
  wrong(make(''), argument, '', /a plot id \(not an empty string\)/),
  wrong(make([]), argument, [], /at least 1/),
  wrong(make(['a', 5]), `${argument}[1]`, 5, /a string/),
  wrong(make(['a', '']), `${argument}[1]`, '', /a plot id \(not an empty string\)/),
  ...each([5, null, true, {}, 1n], make, argument, /a string or an array/),
];

/** Options that are none, or hold something unknown. */
const options = (before: readonly unknown[]): Wrong[] =>
  each(NO_OBJECTS, (value) => [...before, value], 'options', /an object/);
const unknownOption = (before: readonly unknown[]): Wrong =>
  wrong(
    [...before, { colour: 'red' }],
    'options',
    { colour: 'red' },
    /without 'colour', which is not known here/,
  );

const table = { tblId: 't', source: '${upload-dir}/t.tbl' };
const layer = { regionLayerId: 'r' };
const circle = 'circle 1 2 3';

const CASES: readonly (readonly [string, Callable, readonly Wrong[]])[] = [
  [
    'showFitsImage',
    actions.showFitsImage,
    [
      ...options([{ file: 'f' }]),
      ...anId('options.plotId', (plotId) => [{}, { plotId }]).slice(1),
      ...anId('options.viewerId', (viewerId) => [{}, { viewerId }]).slice(1),
    ],
  ],
  [
    'setZoom',
    actions.setZoom,
    [
      ...ids('plotId', (plotId) => [plotId, 2]),
      ...each(NO_NUMBERS, (factor) => ['a', factor], 'factor', /a finite number/),
      ...each([0, -1, -0], (factor) => ['a', factor], 'factor', /more than 0/),
    ],
  ],
  [
    'setPan',
    actions.setPan,
    [
      ...ids('plotId', (plotId) => [plotId, {}]),
      ...options(['a']),
      unknownOption(['a']),
      ...member('x', NO_NUMBERS, ['a'], /a finite number/),
      ...member('y', NO_NUMBERS, ['a'], /a finite number/),
      ...member('coord', NO_STRINGS, ['a'], /a string/),
      ...member('coord', ['', 'J2001', 'galaxy'], ['a'], /one of image, PIXEL/),
      wrong(['a', { x: 1 }], 'options.y', undefined, /given together with x/),
      wrong(['a', { y: 1 }], 'options.x', undefined, /given together with y/),
    ],
  ],
  [
    'setStretch',
    actions.setStretch,
    [
      ...ids('plotId', (plotId) => [plotId, {}]),
      ...options(['a']),
      wrong(['a', { colour: 'red' }], 'options.colour', 'red', /left out; known are band, type, algorithm/),
      ...member('band', ['PURPLE', 'red', 5, null, ['RED']], ['a'], /"RED", "GREEN", "BLUE" or "ALL"/),
      ...member('type', [5, null], ['a'], /a string/),
      ...member('lowerValue', NO_NUMBERS, ['a'], /a finite number/),
    ],
  ],
  [
    'setColor',
    actions.setColor,
    [
      ...ids('plotId', (plotId) => [plotId, {}]),
      ...options(['a']),
      unknownOption(['a']),
      ...member('colormapId', ['5', null, Number.NaN], ['a'], /a finite number|an integer/),
      ...member('colormapId', [1.5], ['a'], /an integer/),
      ...member('colormapId', [-2], ['a'], /at least -1/),
      ...member('bias', NO_NUMBERS, ['a'], /a finite number/),
      ...member('bias', [-0.1], ['a'], /at least 0/),
      ...member('bias', [1.1], ['a'], /at most 1/),
      ...member('contrast', NO_NUMBERS, ['a'], /a finite number/),
      ...member('contrast', [-1], ['a'], /at least 0/),
      ...member('contrast', [10.5], ['a'], /at most 10/),
    ],
  ],
  [
    'showTable',
    actions.showTable,
    [
      ...options([table]),
      unknownOption([table]),
      wrong([{ tblId: 't' }], 'input', undefined, /given \(a path, URL, server file or bytes\)/),
      wrong([{ tblId: 't' }, { targetSearchInfo: {} }], 'input', undefined, /options\.targetSearchInfo/),
      ...anId('options.tblId', (tblId) => [table, { tblId }]).slice(1),
      ...member('title', NO_STRINGS, [table], /a string/),
      ...member('pageSize', NO_NUMBERS.slice(0, -1), [table], /a finite number|an integer/),
      ...member('pageSize', [1.5], [table], /an integer/),
      ...member('pageSize', [-1], [table], /at least 0/),
      ...member('isCatalog', ['yes', 1, null], [table], /true or false/),
      ...member('visible', ['yes', 1, null], [table], /true or false/),
      ...member('meta', NO_OBJECTS, [table], /an object/),
      ...member('options', NO_OBJECTS, [table], /an object/),
      ...member('targetSearchInfo', NO_OBJECTS, [table], /an object/),
      wrong(
        [table, { targetSearchInfo: { position: 5 } }],
        'options.targetSearchInfo.position',
        5,
        /a string/,
      ),
      ...member('tableIndex', [1.5, -1], [table], /an integer|at least 0/),
      ...member('columnSpec', NO_STRINGS, [table], /a string/),
      ...member('filters', NO_STRINGS, [table], /a string/),
    ],
  ],
  [
    'fetchTable',
    actions.fetchTable,
    [
      ...options([table]),
      unknownOption([table]),
      wrong([{ tblId: 't' }], 'input', undefined, /given/),
      wrong([{ tblId: 't', source: '' }], 'input', '', /a file or address \(not an empty string\)/),
      ...anId('options.tblId', (tblId) => [table, { tblId }]).slice(1),
      ...member('title', NO_STRINGS, [table], /a string/),
      ...member('pageSize', [1.5, -1], [table], /an integer|at least 0/),
      ...member('tableIndex', [1.5, -1], [table], /an integer|at least 0/),
      ...member('meta', NO_OBJECTS, [table], /an object/),
    ],
  ],
  [
    'applyTableFilters',
    actions.applyTableFilters,
    [
      ...anId('tblId', (tblId) => [tblId, 'x < 1']),
      wrong(['t'], 'filters', undefined, /given \(a string\)/),
      ...each(NO_STRINGS, (filters) => ['t', filters], 'filters', /a string/),
    ],
  ],
  [
    'sortTableColumn',
    actions.sortTableColumn,
    [
      ...anId('tblId', (tblId) => [tblId, 'ra', 'ASC']),
      ...anId('columnName', (column) => ['t', column, 'ASC']),
      ...each(['UP', 'asc', 5, null], (way) => ['t', 'ra', way], 'direction', /"ASC", "DESC" or ""/),
    ],
  ],
  [
    'showChart',
    actions.showChart,
    [
      ...options([{ chartId: 'c' }]),
      unknownOption([{ chartId: 'c' }]),
      ...anId('options.chartId', (chartId) => [{ chartId: 'c' }, { chartId }]).slice(1),
      ...anId('options.groupId', (groupId) => [{ chartId: 'c' }, { groupId }]).slice(1),
      ...member('data', ['x', 5, null, {}], [{ chartId: 'c' }], /an array/),
      wrong([{ chartId: 'c' }, { data: [{}, 'x'] }], 'options.data[1]', 'x', /an object/),
      wrong([{ chartId: 'c' }, { data: [{ type: 5 }] }], 'options.data[0].type', 5, /a string/),
      wrong([{ chartId: 'c' }, { data: [{ tbl_id: '' }] }], 'options.data[0].tbl_id', '', /a table id/),
      ...member('layout', NO_OBJECTS, [{ chartId: 'c' }], /an object/),
    ],
  ],
  [
    'overlayRegionLayer',
    actions.overlayRegionLayer,
    [
      ...options([layer]),
      unknownOption([layer]),
      ...member('title', NO_STRINGS, [layer], /a string/),
      ...anId('options.regionLayerId', (regionLayerId) => [layer, { regionLayerId }]).slice(1),
      ...ids('options.plotId', (plotId) => [layer, { plotId }]).slice(1),
      ...member('regionData', [5, null, {}, true], [layer], /a string or an array/),
      wrong([layer, { regionData: [circle, 5] }], 'options.regionData[1]', 5, /a string/),
    ],
  ],
  [
    'addRegionData',
    actions.addRegionData,
    [
      ...anId('regionLayerId', (id) => [id, circle]),
      wrong(['r'], 'regionData', undefined, /given/),
      ...each([5, null, {}, true], (data) => ['r', data], 'regionData', /a string or an array/),
      wrong(['r', [circle, 5]], 'regionData[1]', 5, /a string/),
      ...options(['r', circle]),
      unknownOption(['r', circle]),
      ...member('title', NO_STRINGS, ['r', circle], /a string/),
      ...ids('options.plotId', (plotId) => ['r', circle, { plotId }]).slice(1),
    ],
  ],
  [
    'removeRegionData',
    actions.removeRegionData,
    [
      ...anId('regionLayerId', (id) => [id, circle]),
      wrong(['r'], 'regionData', undefined, /given/),
      ...each([5, null, {}, true], (data) => ['r', data], 'regionData', /a string or an array/),
    ],
  ],
  [
    'deleteRegionLayer',
    actions.deleteRegionLayer,
    [
      ...anId('regionLayerId', (id) => [id]),
      ...options(['r']),
      unknownOption(['r']),
      ...ids('options.plotId', (plotId) => ['r', { plotId }]).slice(1),
    ],
  ],
  [
    'addExtension',
    actions.addExtension,
    [
      ...anId('extensionId', (id) => [id, 'POINT']),
      ...anId('extType', (type) => ['e', type]),
      ...options(['e', 'POINT']),
      unknownOption(['e', 'POINT']),
      ...member('plotId', ['', 5, {}], ['e', 'POINT'], /a string|a plot id/),
      ...member('imageUrl', [5, {}], ['e', 'POINT'], /a string/),
      ...member('title', NO_STRINGS, ['e', 'POINT'], /a string/),
      ...member('toolTip', NO_STRINGS, ['e', 'POINT'], /a string/),
      ...member('shortcutKey', NO_STRINGS, ['e', 'POINT'], /a string/),
    ],
  ],
  ['removeExtension', actions.removeExtension, anId('extensionId', (id) => [id])],
  [
    'dispatch',
    actions.rawAction,
    [
      ...anId('type', (type) => [type, {}]),
      ...each(NO_OBJECTS, (payload) => ['a.b', payload], 'payload', /an object/),
    ],
  ],
];

describe.each(CASES)('%s refuses', (method, build, wrongs) => {
  it.each(wrongs)('$args', ({ args, argument, value, expected }) => {
    const error = argumentErrorOf(() => callWith(build, args));
    expect(error).toMatchObject({ name: 'ArgumentError', code: 'ARGUMENT', method, argument, value });
    expect(error.expected).toMatch(expected);
    expect(error.message.startsWith(`${method}: ${argument} must be ${error.expected}, got `)).toBe(true);
  });
});
