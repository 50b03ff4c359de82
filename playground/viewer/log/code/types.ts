/** An action in terms of the SDK. */
import type { Action, ViewerMode } from 'firefly-client/actions';

type Fields = Readonly<Record<string, unknown>>;

/** A method of the client and what it is called with. */
export interface Call {
  readonly method: string;
  readonly args: readonly unknown[];
  /** An id that the method makes up: it will be another one. */
  readonly newId?: string;
  /** What the method sends for these arguments; throws for what it refuses. */
  rebuild(): Action;
}

/** Reads the payload of an action; undefined when no call of a client of this mode makes such an action. */
export type Reader = (payload: Fields, mode: ViewerMode) => Call | undefined;

/** Options without those that are absent. */
export function given(options: Fields): Fields {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** The options as last argument, where there are any. */
export function withOptions(args: readonly unknown[], options: Fields): readonly unknown[] {
  return Object.keys(options).length > 0 ? [...args, options] : args;
}

/** A plot id, or several. */
export type PlotIds = string | readonly string[];

/** Where the client takes a file of the server or an address as its input; anything else would be a file of its own. */
export function inputOf(
  file: unknown,
  url: unknown,
): { input: string; source: { file?: string; url?: string } } | undefined {
  if (typeof file === 'string' && url === undefined && file.startsWith('${'))
    return { input: file, source: { file } };
  if (typeof url === 'string' && file === undefined && /^https?:/i.test(url))
    return { input: url, source: { url } };
  return undefined;
}

/** A title that somebody gave; an empty one counts as none. */
export const titleOf = (title: unknown): unknown => (title === '' ? undefined : title);
