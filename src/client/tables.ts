/** Tables of one client: what was asked for under which id. */
import { nanoid } from 'nanoid';
import type { Action, TableContext } from '../actions/index.js';
import { titleFromUrl } from '../actions/table.js';
import { TRACKING_KEY } from '../session/expect-image.js';
import { type AskWhy, expectTable, expectTableChange } from '../session/expect-table.js';
import type { Dispatcher } from './dispatcher.js';
import { on, onTable, withIds } from './ids.js';
import { fetchHint, type InputOptions, type PreparedInput, type Resolved } from './inputs.js';
import type { TableHandle } from './types.js';

/** A table that is asked for. */
interface Asked {
  /** Tells equal requests. */
  readonly print: string;
  /** Private keys of the shows that asked for the same, one after the other. */
  readonly keys: Set<string>;
  /** The request as the server knows it. */
  readonly request: () => Readonly<Record<string, unknown>>;
}

export interface TableCall<O> {
  readonly method: string;
  readonly tblId: string;
  readonly input: PreparedInput | undefined;
  readonly options: O;
  readonly build: (context: TableContext, options: O) => Action;
}

export class Tables {
  readonly #dispatcher: Dispatcher;
  readonly #tracking: boolean;
  readonly #askWhy: AskWhy;
  readonly #asked = new Map<string, Asked>();

  constructor(dispatcher: Dispatcher, tracking: boolean, askWhy: AskWhy) {
    this.#dispatcher = dispatcher;
    this.#tracking = tracking;
    this.#askWhy = askWhy;
  }

  show<O extends object>(call: TableCall<O>): TableHandle {
    const { method, tblId, input, options } = call;
    const key = nanoid(12);
    const defaultTitle = input?.url === undefined ? input?.name : titleFromUrl(input.url);
    const make = (resolved: Resolved | undefined, extraMeta?: Readonly<Record<string, string>>) =>
      call.build({ tblId, source: referenceOf(resolved), defaultTitle, extraMeta }, options);
    let latest: Resolved | undefined = input?.now;
    const request = () => requestOf(make(latest));
    const handle = this.#dispatcher.follow({
      method,
      input,
      action: (resolved) => {
        latest = resolved;
        return make(resolved, this.#tracking ? { [TRACKING_KEY]: key } : undefined);
      },
      keys: on('table', tblId),
      needs: { settled: on('table', tblId) },
      replaces: true,
      expect: () => {
        const sameRequestKeys = this.#note(tblId, key, JSON.stringify([input?.now ?? key, options]), request);
        const show = { tblId, key, sameRequestKeys, hint: fetchHint(input?.url) };
        return expectTable(show, request, this.#askWhy);
      },
      tracked: { shows: `table:${tblId}` },
      result: { tblId },
    });
    return withIds(handle, { tblId });
  }

  change(method: string, action: Action, change: Parameters<typeof expectTableChange>[0]): TableHandle {
    const { tblId } = change;
    const handle = this.#dispatcher.follow({
      method,
      action: () => action,
      ...onTable(tblId),
      expect: () => expectTableChange(change, this.#asked.get(tblId)?.request, this.#askWhy),
      tracked: { occupies: `table:${tblId}` },
      result: { tblId },
    });
    return withIds(handle, { tblId });
  }

  /** Notes a show; gives the keys of those right before it that asked for the same (protocol trap T25). */
  #note(tblId: string, key: string, print: string, request: Asked['request']): ReadonlySet<string> {
    const before = this.#asked.get(tblId);
    const keys = before?.print === print ? before.keys : new Set<string>();
    const earlier = new Set(keys);
    keys.add(key);
    this.#asked.set(tblId, { print, keys, request });
    return earlier;
  }
}

/** The input options, which are not for the wire, and the rest. */
export function splitInput<O extends InputOptions>(given: O): [InputOptions, WithoutInput<O>];
export function splitInput(given: InputOptions): [InputOptions, object] {
  const { fetchBy, filename, fileOnServer, ...rest } = given;
  return [{ fetchBy, filename, fileOnServer }, rest];
}

/** `Omit` forgets the names of a type that allows others as well. */
export type WithoutInput<O> = { [K in keyof O as K extends keyof InputOptions ? never : K]: O[K] };

/** A server file or an address, whichever it is. */
export function referenceOf(resolved: Resolved | undefined): string | undefined {
  if (resolved === undefined) return undefined;
  return 'file' in resolved ? resolved.file : resolved.url;
}

function requestOf(action: Action): Readonly<Record<string, unknown>> {
  const request: unknown = action.payload['request'];
  return typeof request === 'object' && request !== null ? { ...request } : {};
}
