/** The methods of a client that show images, HiPS, and data of any kind. */
import { nanoid } from 'nanoid';
import * as actions from '../actions/index.js';
import { titleFromUrl } from '../actions/table.js';
import { type ImageInput, imageChunks } from '../data/fits-image.js';
import { ArgumentError } from '../errors.js';
import { isRecord } from '../schema/json.js';
import { expectImage, TRACKING_KEY } from '../session/expect-image.js';
import { expectAction, expectHips } from '../session/expect-report.js';
import { inputAndOptions, optionsOf, said } from './caller.js';
import { on, withIds } from './ids.js';
import { type DataInput, fetchHint, type PreparedInput, type Resolved } from './inputs.js';
import { MeasureCalls } from './measure-calls.js';
import { checkParameters } from './server-side.js';
import { splitInput } from './tables.js';
import { Together } from './together.js';
import type {
  BandOptions,
  HipsHandle,
  ImageHandle,
  ReportedHandle,
  ShowDataOptions,
  ShowFitsImageOptions,
} from './types.js';

export class ImageCalls extends MeasureCalls {
  /** Images that were asked for, by plot: their headers name mask planes. */
  protected readonly images = new Map<string, ImageHandle>();

  /**
   * Shows a FITS image. A path, bytes or a stream are uploaded from here; a URL is fetched by the server unless
   * `fetchBy: 'client'`; without an input the options name a survey (`survey`, `band`, `target`, `size`) or a service
   * (`Type: 'SERVICE'`, …).
   * @returns a handle whose `displayed()` gives size, header and zoom
   */
  showFitsImage<S extends actions.SurveyName>(options: ShowFitsImageOptions<S>): ImageHandle;
  showFitsImage(input?: DataInput, options?: ShowFitsImageOptions): ImageHandle;
  showFitsImage(input?: DataInput | ShowFitsImageOptions, options?: ShowFitsImageOptions): ImageHandle {
    const [source, given] = inputAndOptions<ShowFitsImageOptions>('showFitsImage', input, options, {});
    return this.#image('showFitsImage', source, given);
  }

  #image(method: string, source: unknown, given: ShowFitsImageOptions): ImageHandle {
    const [how, params] = splitInput(given);
    checkParameters(method, params, this.allowServerPaths);
    const plotId = this.#plotIdOf(params.plotId);
    const prepared = this.input(method, source, 'image', how);
    const { key, attributes } = this.#tracking();
    const request = params['plotId'] !== undefined || plotId === '' ? params : { ...params, plotId };
    const build = (resolved: Resolved | undefined) =>
      actions.buildFitsImage(resolved ?? {}, request, { mode: this.mode, attributes, method });
    const handle = this.dispatcher.follow({
      method,
      input: prepared,
      action: (resolved) => build(resolved).action,
      keys: on('plot', plotId),
      expect: () => expectImage(plotId, key, fetchHint(prepared?.url)),
      tracked: { shows: `plot:${plotId}` },
      result: { plotId, ...said(build(prepared?.now)) },
    });
    return this.#remember(withIds(handle, { plotId }));
  }

  /**
   * Shows an image or a cube that exists in memory only. It is encoded as FITS here, at once, and uploaded.
   * @returns a handle whose `displayed()` gives size, header and zoom
   */
  showImage(image: ImageInput, options: ShowFitsImageOptions = {}): ImageHandle {
    const given = optionsOf('showImage', options);
    const file = new Blob([...imageChunks(image, 'showImage')] as BlobPart[]);
    const filename = `${given.filename ?? 'image'}`.replace(/(?:\.fits)?$/i, '.fits');
    return this.#image('showImage', file, { ...given, filename });
  }

  /** @deprecated The reference client's old name of `showFitsImage`. */
  showFits(input?: DataInput | ShowFitsImageOptions, options?: ShowFitsImageOptions): ImageHandle {
    const [source, given] = inputAndOptions<ShowFitsImageOptions>('showFitsImage', input, options, {});
    return this.showFitsImage(source as DataInput | undefined, given);
  }

  /**
   * Shows a three-colour image: parameters of up to three bands in the order red, green, blue, `null` for one left out. `input` of a
   * band is like the input of `showFitsImage`.
   */
  showFits3Color(
    bands: BandOptions | readonly (BandOptions | null)[],
    options: actions.Placement = {},
  ): ImageHandle {
    const method = 'showFits3Color';
    optionsOf(method, options);
    const list: readonly unknown[] = Array.isArray(bands) ? bands : [bands];
    const inputs = new Together(list.map((band) => this.#bandInput(method, band)));
    const named = list.map((band) => (isRecord(band) ? band['plotId'] : undefined)).find(Boolean);
    const plotId = this.#plotIdOf(named ?? options?.plotId);
    const unnamed = named === undefined && options?.plotId === undefined && plotId !== '';
    const { key, attributes } = this.#tracking();
    const place = unnamed ? { ...options, plotId } : options;
    const build = () => {
      const given = list.map((band, index) => bandParams(band, inputs.sourceOf(index)));
      const one = Array.isArray(bands) ? given : given[0];
      return actions.showFits3Color(one as actions.BandParams, place, { mode: this.mode, attributes });
    };
    const input = inputs.asOne;
    const handle = this.dispatcher.follow({
      method,
      input,
      action: () => build().action,
      keys: on('plot', plotId),
      expect: () => expectImage(plotId, key, fetchHint(input?.url)),
      tracked: { shows: `plot:${plotId}` },
      result: { plotId, ...said(build()) },
    });
    return this.#remember(withIds(handle, { plotId }));
  }

  /** Shows a HiPS, by its address or its `ivo://` name. */
  showHips(hipsRootUrl: string, options: actions.ShowHipsOptions = {}): HipsHandle {
    const plotId = options?.plotId ?? this.newId('Image');
    const { key, attributes } = this.#tracking();
    const built = actions.showHips({ plotId, mode: this.mode, attributes }, hipsRootUrl, options);
    return this.#hips('showHips', plotId, key, built, false);
  }

  /** Shows an image where the view is small and a HiPS where it is wide; the viewer changes between them. */
  showImageOrHips(options: actions.ShowImageOrHipsOptions): HipsHandle {
    const plotId = options?.plotId ?? this.newId('Image');
    const { key, attributes } = this.#tracking();
    const built = actions.showImageOrHips({ plotId, mode: this.mode, attributes }, options);
    return this.#hips('showImageOrHips', plotId, key, built, true);
  }

  /**
   * Shows a file of any kind that viewers know: images, tables, regions, coverage maps, … The viewer finds out what it is, and reports no
   * more than that it has taken it. Needs a server of 2025.4 or newer.
   */
  showData(input: DataInput, options: ShowDataOptions = {}): ReportedHandle {
    const method = 'showData';
    const [how, rest] = splitInput(optionsOf(method, options));
    this.#needServer(method, 2025, 4);
    const prepared = this.required(method, input, 'data', how);
    const name = prepared.url === undefined ? prepared.name : titleFromUrl(prepared.url);
    const type = actions.ACTION.ShowAnyData;
    return this.dispatcher.follow({
      method,
      input: prepared,
      action: (resolved) => actions.showData({ ...resolved, name }, rest),
      expect: (resolved) => {
        const taken = resolved() ?? prepared.now;
        const members =
          taken === undefined ? {} : 'file' in taken ? { fileOnServer: taken.file } : { url: taken.url };
        return expectAction(`data '${name ?? 'of an upload'}'`, type, members);
      },
      result: {},
    });
  }

  /** With tracking every image has an id; without, as in the reference client, only where one is given. */
  #plotIdOf(given: unknown): string {
    if (given !== undefined) return String(given);
    return this.tracker === undefined ? '' : this.newId('Image');
  }

  #tracking(): { readonly key: string; readonly attributes: Readonly<Record<string, string>> | undefined } {
    const key = nanoid(12);
    return { key, attributes: this.tracker === undefined ? undefined : { [TRACKING_KEY]: key } };
  }

  #hips(method: string, plotId: string, key: string, built: actions.Built, images: boolean): HipsHandle {
    const handle = this.dispatcher.follow({
      method,
      action: () => built.action,
      keys: on('plot', plotId),
      expect: () => expectHips(plotId, key, images),
      tracked: { shows: `plot:${plotId}` },
      result: { plotId, ...said(built) },
    });
    return withIds(handle, { plotId });
  }

  #bandInput(method: string, band: unknown): PreparedInput | undefined {
    if (!isRecord(band)) return undefined;
    checkParameters(method, band, this.allowServerPaths);
    const { fetchBy, filename, fileOnServer } = band as BandOptions;
    return this.input(method, band['input'], 'image', { fetchBy, filename, fileOnServer });
  }

  #remember(handle: ImageHandle): ImageHandle {
    this.images.delete(handle.plotId);
    this.images.set(handle.plotId, handle);
    const [oldest] = this.images.keys();
    if (this.images.size > IMAGES_REMEMBERED && oldest !== undefined) this.images.delete(oldest);
    return handle;
  }

  /** Refuses where the server is known to be older; servers before 2026.1 do not tell. */
  #needServer(method: string, year: number, minor: number): void {
    const [, known = '', part = '0'] = /^(\d+)\.(\d+)/.exec(this.serverVersion ?? '') ?? [];
    const older = Number(known) < year || (Number(known) === year && Number(part) < minor);
    if (known === '' || !older) return;
    throw new ArgumentError(method, 'the server', this.serverVersion, `of version ${year}.${minor} or newer`);
  }
}

const IMAGES_REMEMBERED = 200;

/** The parameters of a band, with where its input is by now. */
function bandParams(band: unknown, source: Resolved | undefined): unknown {
  if (!isRecord(band)) return band;
  const { input: _input, fetchBy: _by, filename: _name, fileOnServer: _file, ...params } = band;
  return { ...source, ...params };
}
