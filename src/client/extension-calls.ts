/** The methods of a client around what viewers tell: extensions, clicks, highlights. */
import * as z from 'zod/mini';
import * as actions from '../actions/index.js';
import { ArgumentError } from '../errors.js';
import type { TableHighlightEvent } from '../events/reports.js';
import { check, nonEmpty } from '../schema/validate.js';
import { optionsOf } from './caller.js';
import { type ClickEvent, clickOf } from './clicks.js';
import { createImageUrl } from './icons.js';
import { on, withIds } from './ids.js';
import type { PreparedInput } from './inputs.js';
import { LayoutCalls } from './layout-calls.js';
import type { AddExtensionOptions, ExtensionHandle, IconInput } from './types.js';

const CLICKED = 'ImagePlotCntlr.ChangePlotAttribute';

const ClickOptions = z.strictObject({ plotId: z.optional(nonEmpty('a plot id')) });

export class ExtensionCalls extends LayoutCalls {
  /**
   * Adds a button for a selection the user makes (`POINT`, `LINE_SELECT`, `AREA_SELECT`), or has viewers report every
   * action of another type. Listen with `on(extType, …)`. `imageSrc` is the icon of the button: a path, an address, a data URI or bytes.
   * Of extensions that look the same a viewer keeps the last only, so a second one gets a title of its own, and a `note` says so.
   */
  addExtension(extType: actions.ExtensionType, options: AddExtensionOptions = {}): ExtensionHandle {
    const method = 'addExtension';
    const { imageSrc, ...given } = optionsOf(method, options);
    if (imageSrc !== undefined && given.imageUrl !== undefined)
      throw new ArgumentError(
        method,
        'options.imageUrl',
        given.imageUrl,
        'left out, because there is imageSrc',
      );
    const extensionId = given.extensionId ?? this.newId('Extension');
    actions.addExtension(extensionId, extType, given);
    const input = imageSrc === undefined ? undefined : this.#icon(imageSrc);
    const title = this.#ownTitle(extensionId, extType, given);
    const named = { ...given, ...(title === undefined ? {} : { title }) };
    let action = actions.addExtension(extensionId, extType, named);
    this.subscriptions.addExtension(extensionId, extType);
    const handle = this.dispatcher.run({
      method,
      input,
      action: (resolved) => {
        const imageUrl = resolved !== undefined && 'url' in resolved ? resolved.url : given.imageUrl;
        action = actions.addExtension(extensionId, extType, { ...named, imageUrl });
        return action;
      },
      keys: on('extension', extensionId),
      result: {
        extensionId,
        ...(title === undefined
          ? {}
          : { note: `another extension looks the same; this one is titled '${title}'` }),
      },
      onAccepted: () => this.session.watches.addExtension(extensionId, action),
    });
    return withIds(handle, { extensionId });
  }

  /** Takes an extension back. */
  removeExtension(extensionId: string): ExtensionHandle {
    const action = actions.removeExtension(extensionId);
    this.subscriptions.removeExtension(extensionId);
    this.session.watches.removeExtension(extensionId);
    const call = {
      method: 'removeExtension',
      action: () => action,
      keys: on('extension', extensionId),
      result: { extensionId },
      onAccepted: () => this.session.watches.removeExtension(extensionId),
    };
    return withIds(this.dispatcher.run(call), { extensionId });
  }

  /**
   * Calls `listener` for each plain click on an image, of all plots or of one; the viewer shows no button for it. Gives back how to stop.
   */
  onClick(
    options: { readonly plotId?: string | undefined },
    listener: (event: ClickEvent) => void,
  ): () => void {
    const { plotId } = check('onClick', 'options', ClickOptions, options);
    refuseOtherThanFunction('onClick', listener);
    if (this.tracker === undefined)
      throw new ArgumentError(
        'onClick',
        'the client',
        'tracking: false',
        'connected with tracking (the default)',
      );
    const off = this.on(CLICKED, (report) => {
      const event = clickOf(report);
      if (event !== undefined && (plotId === undefined || event.plotId === plotId)) listener(event);
    });
    const release = this.session.watches.acquire('POINT');
    return () => {
      off();
      release();
    };
  }

  /**
   * Calls `listener` when the user moves the highlight of a table, with the values of the columns asked for, or of all.
   * Gives back how to stop.
   */
  tableHighlightCallback(
    listener: (event: TableHighlightEvent) => void,
    columns?: readonly string[] | null,
  ): () => void {
    refuseOtherThanFunction('tableHighlightCallback', listener);
    if (columns !== undefined && columns !== null && !isNames(columns))
      throw new ArgumentError('tableHighlightCallback', 'columns', columns, 'a list of column names');
    return this.on('table.highlight', (event) => {
      const all = Object.entries(event.row);
      const row = columns ? all.filter(([name]) => columns.includes(name)) : all;
      listener({ ...event, row: Object.fromEntries(row) });
    });
  }

  /** The icon of a button as an address: URLs and data URIs as they are, a path or bytes as a data URI. */
  createImageUrl(imageSource: IconInput): Promise<string> {
    return createImageUrl(imageSource, this.target.runtime);
  }

  #icon(source: IconInput): PreparedInput {
    const address = createImageUrl(source, this.target.runtime);
    address.catch(() => undefined);
    return { resolve: async () => ({ url: await address }), name: undefined, url: undefined };
  }

  /** A title of its own for an extension that looks like another; undefined where its own will do. */
  #ownTitle(id: string, extType: string, options: actions.ExtensionOptions): string | undefined {
    const { plotId = null, title = '', shortcutKey = '' } = options;
    const claim = (text: string) =>
      this.session.watches.claimLook(id, JSON.stringify([plotId, extType, text, shortcutKey]));
    if (claim(title)) return undefined;
    let own = title === '' ? id : `${title} (2)`;
    for (let count = 3; !claim(own); count++) own = `${title === '' ? id : title} (${count})`;
    return own;
  }
}

function refuseOtherThanFunction(method: string, listener: unknown): void {
  if (typeof listener !== 'function') throw new ArgumentError(method, 'listener', listener, 'a function');
}

const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((name) => typeof name === 'string');
