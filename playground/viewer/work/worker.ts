/** The page's worker: whatever takes long is done here, so that the page goes on. */
import { ViewerFailure } from 'firefly-client/testing';
import { readAnswer, readTable } from '../link/answers.js';
import { binned, binned2d } from './bins.js';
import { columnsOf, transferable } from './columns.js';
import { isAscending, thinned } from './lines.js';
import { type Crowd, eachInView, extentsOf, nearest, placer, rowsInside } from './points.js';
import { type Paint, type Raster, rasterOf, scaled } from './raster.js';
import type { Input, Order, Output, Result, TaskName, View } from './tasks.js';

type Doer<T extends TaskName> = (input: Input<T>, signal: AbortSignal) => Output<T> | Promise<Output<T>>;

const crowds = new Map<number, Crowd>();
const ascending = new Map<number, boolean>();
const running = new Map<number, AbortController>();

function crowdOf(id: number): Crowd {
  const crowd = crowds.get(id);
  if (!crowd) throw new ViewerFailure('The points are gone', `There are no points under the number ${id}.`);
  return crowd;
}

const tasks: { readonly [T in TaskName]: Doer<T> } = {
  columns: async ({ url, body }, signal) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' };
    const response = await fetch(url, { method: 'POST', body, headers, signal });
    return columnsOf(readTable(readAnswer(response, await response.text())));
  },
  keep: ({ crowd, points }) => {
    crowds.set(crowd, points);
    return extentsOf(points);
  },
  forget: ({ crowd }) => {
    crowds.delete(crowd);
    ascending.delete(crowd);
    return null;
  },
  paint: async ({ crowd, view, paint, rows }) => ({
    url: await pngOf(crowdOf(crowd), view, paint, rows),
  }),
  inView: ({ crowd, view, most }) => {
    const rows: number[] = [];
    let seen = 0;
    eachInView(crowdOf(crowd), view.x, view.y, 0, (row) => {
      seen += 1;
      if (seen <= most) rows.push(row);
    });
    return { rows: Uint32Array.from(rows), more: seen > most };
  },
  nearest: ({ crowd, view, at, reach }) => nearest(crowdOf(crowd), view.x, view.y, at, reach) ?? null,
  inside: ({ crowd, area }) => rowsInside(crowdOf(crowd), area),
  line: ({ crowd, view }) => {
    const { x, y } = crowdOf(crowd);
    const goes = ascending.get(crowd) ?? isAscending(x);
    ascending.set(crowd, goes);
    return goes ? thinned(x, y, view.x) : null;
  },
  bins: ({ values, wish }) => binned(values, wish),
  bins2d: ({ x, y, wish }) => binned2d(x, y, wish),
};

/** Up to so many points are drawn with smooth edges; of more nobody sees the edges. */
const fewDiscs = 20_000;

async function pngOf(crowd: Crowd, view: View, paint: Paint, rows?: Uint32Array): Promise<string> {
  const [width, height] = [Math.max(1, Math.round(view.x.length)), Math.max(1, Math.round(view.y.length))];
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext('2d');
  if (paint.joined && pen) drawLine(pen, crowd, view, paint);
  else if ((rows ?? crowd.x).length <= fewDiscs && pen) drawDiscs(pen, crowd, view, paint, rows);
  else pen?.putImageData(imageDataOf(rasterOf(crowd, view.x, view.y, paint, rows)), 0, 0);
  const blob = await canvas.convertToBlob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result)));
    reader.addEventListener('error', () => reject(reader.error));
    reader.readAsDataURL(blob);
  });
}

/** Pieces of a line that is drawn at once: long paths take far more than their share. */
const piece = 2_000;
/** A line that goes to and fro more often than this fills its area anyway: of its points only every so many-th is drawn. */
const mostTurns = 30_000;

function drawLine(pen: OffscreenCanvasRenderingContext2D, crowd: Crowd, view: View, paint: Paint): void {
  const [px, py] = [placer(view.x), placer({ ...view.y, from: view.y.to, to: view.y.from })];
  pen.strokeStyle = `rgba(${paint.color.join()},${paint.opacity})`;
  pen.lineWidth = paint.size;
  const step = Math.ceil(crowd.x.length / mostTurns);
  let joined = false;
  pen.beginPath();
  for (let row = 0, drawn = 1; row < crowd.x.length; row += step, drawn++) {
    const [x, y] = [px(crowd.x[row] ?? Number.NaN), py(crowd.y[row] ?? Number.NaN)];
    // A value that is missing is a gap.
    const there = Number.isFinite(x) && Number.isFinite(y);
    if (there && joined) pen.lineTo(x, y);
    else if (there) pen.moveTo(x, y);
    joined = there;
    if (drawn % piece !== 0 || !there) continue;
    pen.stroke();
    pen.beginPath();
    pen.moveTo(x, y);
  }
  pen.stroke();
}

function imageDataOf({ width, height, pixels }: Raster): ImageData {
  return new ImageData(pixels, width, height);
}

function drawDiscs(
  pen: OffscreenCanvasRenderingContext2D,
  crowd: Crowd,
  view: View,
  paint: Paint,
  rows?: Uint32Array,
): void {
  const top = { ...view.y, from: view.y.to, to: view.y.from };
  const visit = (row: number, px: number, py: number): void => {
    const value = crowd.color?.[row];
    const [r, g, b] = paint.scale && value !== undefined ? scaled(value, paint.scale) : paint.color;
    pen.fillStyle = `rgba(${r},${g},${b},${paint.opacity})`;
    pen.beginPath();
    pen.arc(px, py, paint.size / 2, 0, 2 * Math.PI);
    pen.fill();
  };
  eachInView(crowd, view.x, top, paint.size, visit, rows);
}

function perform<T extends TaskName>(task: T, input: unknown, signal: AbortSignal): Promise<Output<T>> {
  const doer: Doer<T> = tasks[task];
  return Promise.resolve(doer(input as Input<T>, signal));
}

/** What of a result is handed over rather than copied. */
function handedOver(output: unknown): ArrayBuffer[] {
  return typeof output === 'object' && output !== null && 'columns' in output
    ? transferable(output as Output<'columns'>)
    : [];
}

function failureOf(error: unknown): { brief: string; detail: string } {
  if (error instanceof ViewerFailure) return { brief: error.brief, detail: error.detail };
  return { brief: 'No connection', detail: `The server could not be reached: ${String(error)}` };
}

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  if (data.task === 'cancel') {
    running.get(data.id)?.abort();
    return;
  }
  const controller = new AbortController();
  running.set(data.id, controller);
  const say = (result: Result, transfer: Transferable[] = []): void => postMessage(result, { transfer });
  void Promise.resolve()
    .then(() => perform(data.task as TaskName, data.input, controller.signal))
    .then(
      (output) => say({ id: data.id, output }, handedOver(output)),
      (error: unknown) => say({ id: data.id, failure: failureOf(error) }),
    )
    .finally(() => running.delete(data.id));
});
