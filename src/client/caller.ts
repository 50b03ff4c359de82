/** What the methods of a client have in common: inputs and views. */
import * as z from 'zod/mini';
import type { ModeWarning } from '../actions/index.js';
import { ArgumentError } from '../errors.js';
import { isRecord } from '../schema/json.js';
import { check, nonEmpty } from '../schema/validate.js';
import type { Kind } from './file-names.js';
import { type InputOptions, isOptions, onServer, prepareInput, type SendableInput } from './inputs.js';
import { Slots } from './slots.js';
import type { Plots, ViewHandle, ViewsHandle } from './types.js';
import { ViewerPageClient } from './viewer-page.js';
import { changeView, changeViews, type ViewCall } from './views.js';

const UPLOADS_AT_ONCE = 4;
const FetchBy = z.optional(z.enum(['server', 'client']));

export class Caller extends ViewerPageClient {
  readonly #uploads = new Slots(UPLOADS_AT_ONCE);

  /** An input that was understood; undefined where there is none. */
  protected input(
    method: string,
    input: unknown,
    kind: Kind,
    options: InputOptions,
  ): SendableInput | undefined {
    const { fetchBy, fileOnServer } = options;
    check(method, 'options.fetchBy', FetchBy, fetchBy);
    const given = input !== undefined && input !== null;
    if (fileOnServer !== undefined) {
      const file = check(method, 'options.fileOnServer', nonEmpty('a path on the server'), fileOnServer);
      if (given)
        throw new ArgumentError(method, 'options.fileOnServer', file, 'left out, because there is an input');
      return onServer(method, file);
    }
    if (!given) return undefined;
    const { runtime } = this.target;
    return prepareInput(method, input, kind, options, {
      runtime,
      commands: this.session.commands,
      fetch: this.fetch,
      slots: this.#uploads,
      allowServerPaths: this.allowServerPaths,
      ended: this.ended,
    });
  }

  /** An input that there has to be. */
  protected required(method: string, input: unknown, kind: Kind, options: InputOptions): SendableInput {
    const prepared = this.input(method, input, kind, options);
    if (prepared !== undefined) return prepared;
    throw new ArgumentError(
      method,
      'input',
      input,
      'given: a path, a URL, a ${…} server file, bytes or a stream',
    );
  }

  protected view(
    call: ViewCall,
    plotId: Plots,
    asList = this.tracker === undefined,
  ): ViewHandle | ViewsHandle {
    if (Array.isArray(plotId)) return changeViews(this.dispatcher, call, plotId, asList);
    return changeView(this.dispatcher, call, plotId as string);
  }
}

/** Makes sure that options are an object; what is in them the builders check. */
export function optionsOf<O extends object>(method: string, options: O): O {
  if (isRecord(options)) return options;
  throw new ArgumentError(method, 'options', options, 'an object');
}

/** Options may stand alone, where there is no input. */
export function inputAndOptions<O extends object>(
  method: string,
  input: unknown,
  options: O | undefined,
  none: O,
): readonly [unknown, O] {
  if (options === undefined && isOptions<O>(input)) return [undefined, input];
  return [input, options === undefined ? none : optionsOf(method, options)];
}

/** What there was to say about a call, as part of its result. */
export const said = (built: { readonly warning?: ModeWarning; readonly note?: string }) => ({
  ...(built.warning === undefined ? {} : { warning: built.warning }),
  ...(built.note === undefined ? {} : { note: built.note }),
});
