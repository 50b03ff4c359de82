/** What the page has its worker do, and what comes back. */
import type { ColumnValues } from 'firefly-client/testing';
import type { Bins, BinWish } from './bins.js';
import type { Area, Crowd, Extents, Scale } from './points.js';
import type { Paint } from './raster.js';

/** A plane with its pixels, seen from a crowd. */
export interface View {
  readonly x: Scale;
  readonly y: Scale;
}

export interface Picture {
  /** A PNG as a data URL. */
  readonly url: string;
}

/** Few enough points to draw each, with their rows. */
export interface InView {
  readonly rows: Uint32Array<ArrayBuffer>;
  /** Whether there are more than were asked for; then these are the first. */
  readonly more: boolean;
}

export interface Tasks {
  /** Fetches a table and turns it into columns. */
  columns(input: { readonly url: string; readonly body: string }): ColumnValues;
  /** Keeps a crowd under a number. */
  keep(input: { readonly crowd: number; readonly points: Crowd }): Extents;
  forget(input: { readonly crowd: number }): null;
  paint(input: {
    readonly crowd: number;
    readonly view: View;
    readonly paint: Paint;
    readonly rows?: Uint32Array;
  }): Picture;
  inView(input: { readonly crowd: number; readonly view: View; readonly most: number }): InView;
  nearest(input: {
    readonly crowd: number;
    readonly view: View;
    readonly at: { readonly x: number; readonly y: number };
    readonly reach: number;
  }): number | null;
  inside(input: { readonly crowd: number; readonly area: Area }): Uint32Array;
  /** Rows of a line that make the same picture as all of it; null where the line turns back. */
  line(input: { readonly crowd: number; readonly view: View }): Uint32Array | null;
  bins(input: { readonly values: Float64Array; readonly wish: BinWish }): Bins;
  bins2d(input: {
    readonly x: Float64Array;
    readonly y: Float64Array;
    readonly wish: { readonly x: BinWish; readonly y: BinWish };
  }): { readonly x: Bins; readonly y: Bins; readonly counts: readonly Float64Array[] };
}

export type TaskName = keyof Tasks;
export type Input<T extends TaskName> = Parameters<Tasks[T]>[0];
export type Output<T extends TaskName> = ReturnType<Tasks[T]>;

export interface Order {
  readonly id: number;
  readonly task: TaskName | 'cancel';
  readonly input: unknown;
}

export type Result =
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly failure: { readonly brief: string; readonly detail: string } };
