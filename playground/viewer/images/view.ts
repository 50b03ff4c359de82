import type {
  CatalogLayer,
  ImageRequest,
  PickedPoint,
  ViewerFailure,
  ViewPoint,
} from 'firefly-client/testing';
import type { Selection } from '../gestures.js';
import { button, icon, icons, make } from '../page/dom.js';
import type { Composite } from './composite.js';
import { locate, type Sky, type Spot, separation } from './coordinates.js';
import type { Look } from './look.js';
import { drawCursor, drawMarks } from './marks.js';
import type { MaskOverlay } from './mask-bits.js';
import type { Picture } from './picture.js';
import { valueText } from './readout.js';
import type { Region } from './region-parser.js';
import { type RowMarks, ViewLayers } from './view-layers.js';
import { fitZoom, initialZoom, limitZoom, type Place, toPlace, toSpot, type Viewport } from './viewport.js';

/** What a view asks of its pane. */
export interface ViewActions {
  close(): void;
  /** To the plane before or after. */
  turn(step: 1 | -1): void;
  rowMarks(tblId: string): RowMarks | undefined;
}

/** One image on the screen: its title bar, the picture, what is drawn over it. */
export class ImageView {
  readonly root: HTMLElement;
  readonly body: HTMLElement;
  viewport: Viewport = { width: 1, height: 1, zoom: 1, center: { x: 0, y: 0 } };
  look: Look;
  picture: Picture | undefined;
  /** Of a three-colour image the bands that the picture is made of. */
  #composite: Composite | undefined;
  selection: Selection | undefined;
  /** Where the cross is that stands for the pointer while keys are used. */
  cursor: Place | undefined;
  readonly layers: ViewLayers;
  #fitted = true;
  #drawing = 0;
  readonly #title: HTMLElement;
  readonly #scope: HTMLElement;
  readonly #canvas = make('canvas', { class: 'view-picture' });
  readonly #overlay = make('canvas', { class: 'view-overlay' });
  readonly #message = make('div', { class: 'message', role: 'status' });
  readonly #frames = make('span', { class: 'view-frames', hidden: true });
  readonly #frameName = make('span', { role: 'status' });

  constructor(
    readonly plotId: string,
    look: Look,
    private readonly actions: ViewActions,
  ) {
    this.look = look;
    this.layers = new ViewLayers(actions.rowMarks, () => this.#drawSoon());
    this.#title = make('span', { class: 'view-name' });
    this.#scope = make('span', { class: 'view-scope' });
    const close = button(`Close image ${plotId}`, icon(icons.close), actions.close, { class: 'close' });
    const head = make('header', { class: 'view-head' }, this.#title, this.#frames, this.#scope, close);
    this.body = make('div', { class: 'view-body', tabindex: 0, role: 'application' });
    this.body.append(this.#canvas, this.#overlay, this.#message);
    this.root = make(
      'section',
      { class: 'view', 'data-plot-id': plotId, 'aria-label': `Image ${plotId}` },
      head,
      this.body,
    );
  }

  /** The place of an image that is on its way; an image shown before stays until then. */
  showPending(request: ImageRequest): void {
    this.#name(request);
    this.root.classList.remove('failed');
    this.say('Loading …');
  }

  showFailure(request: ImageRequest, failure: ViewerFailure): void {
    this.#name(request);
    this.clear();
    this.root.classList.add('failed');
    this.#message.replaceChildren(make('strong', {}, failure.brief), make('p', {}, failure.detail));
    this.#message.hidden = false;
  }

  /** Shows a picture in place of the one before. */
  show(request: ImageRequest, picture: Picture, composite?: Composite): void {
    this.clear();
    this.#composite = composite;
    this.#name(request);
    this.root.classList.remove('failed');
    this.#message.hidden = true;
    this.picture = picture;
    this.#measure();
    const { zoom, fitted } = initialZoom(this.viewport, picture, request.params);
    this.#fitted = fitted;
    this.viewport = { ...this.viewport, zoom, center: { x: picture.width / 2, y: picture.height / 2 } };
    this.layers.setPicture(picture);
    this.#paint();
    const middle = readPoint(request.params['InitialCenterPosition']);
    if (middle) this.centerOn(middle);
    this.draw();
  }

  /** Another plane of the same image in the place of the one that is seen: the view stays where it is. */
  exchange(picture: Picture): void {
    const sameSize = picture.width === this.picture?.width && picture.height === this.picture.height;
    this.picture?.close();
    this.picture = picture;
    this.layers.setPicture(picture);
    this.#paint();
    if (sameSize) this.draw();
    else this.fit();
  }

  /** Which of several planes is seen; `undefined` when there is only one. */
  showFrame(text: string | undefined): void {
    this.#frames.hidden = text === undefined;
    if (this.#frames.childElementCount === 0) {
      const turn = (label: string, face: string, step: 1 | -1): HTMLElement =>
        button(label, icon(face), () => this.actions.turn(step));
      this.#frames.append(
        turn('Plane before', icons.previous, -1),
        this.#frameName,
        turn('Next plane', icons.next, 1),
      );
    }
    this.#frameName.textContent = text ?? '';
  }

  clear(): void {
    if (this.#composite) this.#composite.close();
    else this.picture?.close();
    this.#composite = undefined;
    this.picture = undefined;
    this.selection = undefined;
    this.layers.setPicture(undefined);
    this.showFrame(undefined);
    for (const canvas of [this.#canvas, this.#overlay]) canvas.width = canvas.height = 0;
  }

  setLook(look: Look): void {
    this.look = look;
    this.#paint();
    this.draw();
  }

  setViewport(change: { readonly zoom?: number; readonly center?: Spot }): void {
    this.#fitted = this.#fitted && change.zoom === undefined && change.center === undefined;
    this.viewport = { ...this.viewport, ...change, zoom: limitZoom(change.zoom ?? this.viewport.zoom) };
    this.draw();
  }

  fit(fill = false): number {
    if (!this.picture) return this.viewport.zoom;
    const { width, height } = this.picture;
    const zoom = fitZoom(this.viewport, this.picture, fill ? 'fill' : 'whole');
    this.setViewport({ zoom, center: { x: width / 2, y: height / 2 } });
    this.#fitted = !fill;
    return zoom;
  }

  /** Centres on a point; `null` is the middle of the image. A sky position without a WCS changes nothing. */
  centerOn(point: ViewPoint | null): void {
    if (!this.picture) return;
    const middle = { x: this.picture.width / 2, y: this.picture.height / 2 };
    const where = point ? locate(point) : { spot: middle };
    const center = 'spot' in where ? where.spot : this.picture.spotOf(where.sky);
    if (center) this.setViewport({ center });
  }

  setRegions(id: string, regions: readonly Region[] | undefined): void {
    this.layers.setRegions(id, regions);
    this.draw();
  }

  setCatalog(id: string, layer: CatalogLayer | undefined): void {
    this.layers.setCatalog(id, layer);
    this.#drawSoon();
  }

  setMask(id: string, mask: MaskOverlay | undefined): void {
    this.layers.setMask(id, mask);
    this.#drawSoon();
  }

  /** The cross that stands for the pointer while keys are used. */
  showCursor(cursor: Place | undefined): void {
    if (cursor === this.cursor) return;
    this.cursor = cursor;
    this.#drawSoon();
  }

  get title(): string {
    return this.#title.textContent ?? this.plotId;
  }

  setActive(active: boolean): void {
    this.root.classList.toggle('active', active);
    if (active) this.root.setAttribute('aria-current', 'true');
    else this.root.removeAttribute('aria-current');
  }

  select(selection: Selection | undefined): void {
    this.selection = selection;
    this.draw();
  }

  pick(place: Place): PickedPoint | undefined {
    if (!this.picture) return undefined;
    const image = toSpot(this.viewport, place);
    const world = this.picture.skyAt(image);
    return world ? { image, world } : { image };
  }

  placeOf(sky: Sky): Place | undefined {
    const spot = this.picture?.spotOf(sky);
    return spot && toPlace(this.viewport, spot);
  }

  /** What the pixel there says; of a three-colour image what each of its bands does. */
  valueText(spot: Spot, unit: string): string {
    if (!this.#composite) return valueText(this.picture?.valueAt(spot), unit);
    const names = ['R', 'G', 'B'];
    const texts = this.#composite
      .valuesAt(spot)
      .map((value, i) => `${names[i]} ${valueText(value, '') || '–'}`);
    return [...texts, texts.length > 0 ? unit : ''].join('  ').trim();
  }

  /** The colour that the image has at a position, as it is drawn now. */
  colorOf(sky: Sky): readonly [number, number, number] | undefined {
    const pixel = this.#pixelOn(this.#canvas, sky);
    const [red = 0, green = 0, blue = 0] = pixel ?? [];
    return pixel && [red, green, blue];
  }

  /** What is drawn over the image at a position: red, green, blue, opacity (0…255). */
  overlayAt(sky: Sky): readonly number[] | undefined {
    return this.#pixelOn(this.#overlay, sky);
  }

  #pixelOn(canvas: HTMLCanvasElement, sky: Sky): readonly number[] | undefined {
    const place = this.placeOf(sky);
    const context = canvas.getContext('2d');
    if (!place || !context) return undefined;
    const ratio = canvas.width / this.viewport.width;
    return [...context.getImageData(Math.floor(place.x * ratio), Math.floor(place.y * ratio), 1, 1).data];
  }

  /** Takes on the size of its place on the page. */
  resize(): void {
    const before = this.viewport;
    this.#measure();
    if (before.width === this.viewport.width && before.height === this.viewport.height) return;
    if (this.#fitted && this.picture) {
      this.viewport = { ...this.viewport, zoom: fitZoom(this.viewport, this.picture) };
    }
    this.draw();
  }

  draw(): void {
    cancelAnimationFrame(this.#drawing);
    this.#drawing = 0;
    if (!this.picture) return;
    const ratio = window.devicePixelRatio || 1;
    const { width, height, zoom } = this.viewport;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    for (const canvas of [this.#canvas, this.#overlay]) {
      // Setting its size empties a canvas, even when it stays the same.
      canvas.width = wide;
      canvas.height = high;
    }
    const context = this.#canvas.getContext('2d');
    const over = this.#overlay.getContext('2d');
    if (!context || !over) return;
    context.scale(ratio, ratio);
    over.scale(ratio, ratio);
    const corner = toPlace(this.viewport, { x: 0, y: this.picture.height });
    context.imageSmoothingEnabled = zoom * ratio < 1;
    context.drawImage(
      this.picture.canvas,
      corner.x,
      corner.y,
      this.picture.width * zoom,
      this.picture.height * zoom,
    );
    this.layers.draw(over, this.viewport, ratio);
    if (this.selection) drawMarks(over, this.viewport, this.selection);
    if (this.cursor) drawCursor(over, this.cursor);
    this.#scope.textContent = this.#scopeText();
  }

  #paint(): void {
    const { bands } = this.look;
    if (this.#composite && bands) this.#composite.paint(bands);
    else this.picture?.paint(this.look);
  }

  /** Once for all that happens before the next frame. */
  #drawSoon(): void {
    if (this.#drawing === 0) this.#drawing = requestAnimationFrame(() => this.draw());
  }

  redraw(): void {
    this.#drawSoon();
  }

  say(text: string): void {
    this.#message.textContent = text;
    this.#message.hidden = false;
  }

  #name(request: ImageRequest): void {
    this.#title.textContent = request.title || request.plotId;
    this.#title.title = request.plotId;
    this.body.setAttribute('aria-label', `Picture of ${request.title || request.plotId}`);
  }

  #measure(): void {
    const box = this.body.getBoundingClientRect();
    this.viewport = { ...this.viewport, width: box.width || 300, height: box.height || 300 };
  }

  /** Width of the field on the sky, and the zoom. */
  #scopeText(): string {
    const level = `${Number(this.viewport.zoom.toPrecision(3))}x`;
    const { width, height } = this.viewport;
    const left = this.picture?.skyAt(toSpot(this.viewport, { x: 0, y: height / 2 }));
    const right = this.picture?.skyAt(toSpot(this.viewport, { x: width, y: height / 2 }));
    return left && right ? `FOV: ${angle(separation(left, right))}  ${level}` : level;
  }
}

/** `10.68;41.27;EQ_J2000` */
function readPoint(text: unknown): ViewPoint | undefined {
  const [x, y, system = 'EQ_J2000'] = typeof text === 'string' ? text.split(';') : [];
  const point = { x: Number(x ?? Number.NaN), y: Number(y ?? Number.NaN), system };
  return Number.isFinite(point.x) && Number.isFinite(point.y) ? point : undefined;
}

function angle(degrees: number): string {
  if (degrees >= 1) return `${degrees.toFixed(1)}°`;
  return degrees * 60 >= 1 ? `${(degrees * 60).toFixed(1)}'` : `${(degrees * 3600).toFixed(1)}"`;
}
