import { describe, expect, it } from 'vitest';
import {
  fitZoom,
  initialZoom,
  toPlace,
  toSpot,
  type Viewport,
  zoomedAbout,
} from '../../../playground/viewer/images/viewport.js';
import { rangeText, readPage, readSort } from '../../../playground/viewer/tables/model.js';
import { RowSelection } from '../../../playground/viewer/tables/selection.js';

const view: Viewport = { width: 400, height: 300, zoom: 2, center: { x: 50, y: 40 } };

describe('viewport', () => {
  it('the centre is in the middle; y points up on the image and down on the screen', () => {
    expect(toPlace(view, { x: 50, y: 40 })).toEqual({ x: 200, y: 150 });
    expect(toPlace(view, { x: 51, y: 41 })).toEqual({ x: 202, y: 148 });
    expect(toSpot(view, { x: 202, y: 148 })).toEqual({ x: 51, y: 41 });
  });

  it('zooming about a place leaves what is there where it is', () => {
    const anchor = { x: 30, y: 280 };
    const after = zoomedAbout(view, 7, anchor);
    expect(toSpot(after, anchor).x).toBeCloseTo(toSpot(view, anchor).x);
    expect(toSpot(after, anchor).y).toBeCloseTo(toSpot(view, anchor).y);
  });

  it('fits whole, to the width, or so that nothing stays empty', () => {
    const image = { width: 100, height: 100 };
    expect(fitZoom(view, image)).toBe(3);
    expect(fitZoom(view, image, 'width')).toBe(4);
    expect(fitZoom(view, { width: 100, height: 50 }, 'fill')).toBe(6);
  });

  it('begins as the request says', () => {
    const image = { width: 100, height: 100 };
    expect(initialZoom(view, image, {})).toEqual({ zoom: 3, fitted: true });
    expect(initialZoom(view, image, { ZoomType: 'LEVEL', InitZoomLevel: '1.5' }).zoom).toBe(1.5);
    expect(initialZoom(view, image, { ZoomType: 'TO_WIDTH', InitialZoomLevel: 2 }).zoom).toBe(4);
  });
});

describe('a page of a table', () => {
  const request = {
    tbl_id: 't',
    startIdx: '100',
    pageSize: 100,
    sortInfo: 'DESC,"j m"',
    META_INFO: { title: '2mass' },
  };
  const page = readPage({ tbl_id: 't', totalRows: 2412, request });

  it('is read from the answer of a search', () => {
    expect(page).toMatchObject({ title: '2mass', startIdx: 100, sort: { direction: 'DESC', column: 'j m' } });
    expect(rangeText(page)).toBe('(101 - 200 of 2,412)');
  });

  it('an order by a quoted name knows the name', () => {
    expect(readSort('ASC,"a ""b"""')).toEqual({ direction: 'ASC', column: 'a "b"' });
  });

  it('an order without direction is none', () => {
    expect(readSort('ra')).toEqual({ direction: '', column: '' });
  });
});

describe('a selection of rows', () => {
  it('counts, takes all, and lists in order', () => {
    const selection = new RowSelection(4, [2, 0, 2, 9, -1]);
    expect([selection.count, [...selection.rows()], selection.has(2), selection.has(1)]).toEqual([
      2,
      [0, 2],
      true,
      false,
    ]);
    selection.setAll(true);
    expect([selection.count, selection.isAll]).toEqual([4, true]);
    selection.set(1, false);
    expect([[...selection.rows()], selection.isAll]).toEqual([[0, 2, 3], false]);
    expect(new RowSelection(0).isAll).toBe(false);
  });
});
