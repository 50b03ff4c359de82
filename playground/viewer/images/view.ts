import type { ImageRequest, PickedPoint, ViewerFailure, ViewPoint } from 'firefly-client/testing';
import type { Selection } from '../gestures.js';
import { button, icon, icons, make } from '../page/dom.js';
import { locate, type Sky, type Spot, separation } from './coordinates.js';
import { drawMarks } from './marks.js';
import type { Look, Picture } from './picture.js';
import { drawRegions } from './region-draw.js';
import { type Drawable, drawables } from './region-geometry.js';
import type { Region } from './region-parser.js';
import { fitZoom, initialZoom, limitZoom, type Place, toPlace, toSpot, type Viewport } from './viewport.js';

interface Layer {
  readonly regions: readonly Region[];
  shapes: readonly Drawable[];
}

/** One image on the screen: its title bar, the picture, what is drawn over it. */
export class ImageView {
  readonly root: HTMLElement;
  readonly body: HTMLElement;
  viewport: Viewport = { width: 1, height: 1, zoom: 1, center: { x: 0, y: 0 } };
  look: Look;
  picture: Picture | undefined;
  selection: Selection | undefined;
  #fitted = true;
  readonly #title: HTMLElement;
  readonly #scope: HTMLElement;
  readonly #canvas = make('canvas', { class: 'view-picture' });
  readonly #overlay = make('canvas', { class: 'view-overlay' });
  readonly #message = make('div', { class: 'message', role: 'status' });
  readonly #layers = new Map<string, Layer>();

  constructor(
    readonly plotId: string,
    look: Look,
    onClose: () => void,
  ) {
    this.look = look;
    this.#title = make('span', { class: 'view-name' });
    this.#scope = make('span', { class: 'view-scope' });
    const close = button(`Close image ${plotId}`, icon(icons.close), onClose, { class: 'close' });
    const head = make('header', { class: 'view-head' }, this.#title, this.#scope, close);
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
    this.#say('Loading …');
  }

  showFailure(request: ImageRequest, failure: ViewerFailure): void {
    this.#name(request);
    this.clear();
    this.root.classList.add('failed');
    this.#message.replaceChildren(make('strong', {}, failure.brief), make('p', {}, failure.detail));
    this.#message.hidden = false;
  }

  /** Shows a picture in place of the one before. */
  show(request: ImageRequest, picture: Picture): void {
    this.clear();
    this.#name(request);
    this.root.classList.remove('failed');
    this.#message.hidden = true;
    this.picture = picture;
    this.#measure();
    const { zoom, fitted } = initialZoom(this.viewport, picture, request.params);
    this.#fitted = fitted;
    this.viewport = { ...this.viewport, zoom, center: { x: picture.width / 2, y: picture.height / 2 } };
    for (const layer of this.#layers.values()) layer.shapes = drawables(layer.regions, picture);
    picture.paint(this.look);
    this.draw();
    const middle = readPoint(request.params['InitialCenterPosition']);
    if (middle) this.centerOn(middle);
  }

  clear(): void {
    this.picture?.close();
    this.picture = undefined;
    this.selection = undefined;
    for (const canvas of [this.#canvas, this.#overlay]) canvas.width = canvas.height = 0;
  }

  setLook(look: Look): void {
    this.look = look;
    this.picture?.paint(look);
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

  setLayer(id: string, regions: readonly Region[] | undefined): void {
    if (regions)
      this.#layers.set(id, { regions, shapes: this.picture ? drawables(regions, this.picture) : [] });
    else this.#layers.delete(id);
    this.draw();
  }

  /** How many shapes are drawn over this image, by layer. */
  layerCounts(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#layers].map(([id, layer]) => [id, layer.shapes.length]));
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

  /** The colour that the image has at a position, as it is drawn now. */
  colorOf(sky: Sky): readonly [number, number, number] | undefined {
    const place = this.placeOf(sky);
    const context = this.#canvas.getContext('2d');
    if (!place || !context) return undefined;
    const ratio = this.#canvas.width / this.viewport.width;
    const [x, y] = [Math.floor(place.x * ratio), Math.floor(place.y * ratio)];
    const [red = 0, green = 0, blue = 0] = context.getImageData(x, y, 1, 1).data;
    return [red, green, blue];
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
    if (!this.picture) return;
    const ratio = window.devicePixelRatio || 1;
    const { width, height, zoom } = this.viewport;
    for (const canvas of [this.#canvas, this.#overlay]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
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
    for (const layer of this.#layers.values()) drawRegions(over, this.viewport, layer.shapes);
    if (this.selection) drawMarks(over, this.viewport, this.selection);
    this.#scope.textContent = this.#scopeText();
  }

  #say(text: string): void {
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
