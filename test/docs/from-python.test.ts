/** Every name of the Python client has a row, and every row is true. */
import {
  ACTION,
  EXTENSION_TYPE,
  INVERSE_STRETCH_ALGORITHM,
  INVERSE_STRETCH_TYPE,
  LO_VIEW,
  PINNED_CHART_VIEWER_ID,
  PINNED_IMAGE_VIEWER_ID,
  STRETCH_ALGORITHM,
  STRETCH_TYPE,
  TRIVIEW_LAYOUTS,
  VIEWER_MODES,
} from 'firefly-client';
import { describe, expect, test } from 'vitest';
import { documents } from './documents.js';
import { exists, pythonActions, pythonNames, readCode, reference, rowsOf } from './python-names.js';

const page = documents().find(({ path }) => path === 'docs/from-python.md')?.text ?? '';
const rows = rowsOf(page);
const code = readCode();
const spans = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);

describe('the table of names', () => {
  test('the list is the whole one', () => {
    expect(pythonNames().length).toBeGreaterThan(150);
  });

  test.each(pythonNames())('%s has a row', (name) => {
    expect(rows.map(({ python }) => python)).toContain(name);
  });

  test('has no row twice, and none for a name that Python does not have', () => {
    const names = rows.map(({ python }) => python);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    const known = new Set([...pythonNames(), 'FireflyClient']);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  test.each(rows.map(({ python, here, notes }) => [python, here, notes] as const))(
    '%s is %s',
    (_python, here, notes) => {
      if (here === '—') return expect(notes.length).toBeGreaterThan(5);
      expect(spans(here).length).toBeGreaterThan(0);
      expect(spans(here).filter((written) => !exists(code, written))).toEqual([]);
    },
  );

  test('finds what is wrong', () => {
    for (const written of [
      'setZom(plotId)',
      'FireflyClient.create()',
      'plot.draw()',
      '{ html_file }',
      'ACTION.Nope',
      'NOPE',
    ])
      expect(exists(code, written), written).toBe(false);
    // Protected members are none.
    expect(exists(code, 'dispatcher')).toBe(false);
    expect(rowsOf('| `a` | b |')).toEqual([]);
  });
});

describe('the constants', () => {
  test('have the values of the Python client', () => {
    const { constants, added_in_3_4_0: added } = reference;
    expect({
      EXTENSION_TYPE: [...EXTENSION_TYPE].sort(),
      INVERSE_STRETCH_ALGORITHM,
      INVERSE_STRETCH_TYPE,
      LO_VIEW_DICT: LO_VIEW,
      STRETCH_ALGORITHM_DICT: STRETCH_ALGORITHM,
      STRETCH_TYPE_DICT: STRETCH_TYPE,
    }).toEqual({
      ...constants,
      ACTION_DICT: undefined,
      EXTENSION_TYPE: [...(added.constants['EXTENSION_TYPE'] as string[])].sort(),
    });
    expect(Object.keys(TRIVIEW_LAYOUTS)).toEqual(added.constants['tri_view_layouts']);
    expect(VIEWER_MODES).toEqual(added.constants['viewer_modes']);
    expect({ PINNED_CHART_VIEWER_ID, PINNED_IMAGE_VIEWER_ID }).toEqual({
      PINNED_CHART_VIEWER_ID: added.constants['PINNED_CHART_VIEWER_ID'],
      PINNED_IMAGE_VIEWER_ID: added.constants['PINNED_IMAGE_VIEWER_ID'],
    });
  });

  test.each(Object.entries(pythonActions))('%s is the same action', (key, type) => {
    const here = rows.find(({ python }) => python === key)?.here ?? '';
    const name = /ACTION\.(\w+)/.exec(here)?.[1];
    if (name === undefined) expect(here).toContain(type);
    else expect(Reflect.get(ACTION, name)).toBe(type);
  });
});
