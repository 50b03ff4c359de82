import type { CatalogLayer } from 'firefly-client/testing';
import { drawMarksInto, markRadius, nearestRow, packedColor } from './catalog-draw.js';
import { CatalogSpots } from './catalog-spots.js';
import { drawMasks, type MaskOverlay } from './mask-bits.js';
import type { Picture } from './picture.js';
import { drawRegions } from './region-draw.js';
import { type Drawable, drawables } from './region-geometry.js';
import type { Region } from './region-parser.js';
import { type Place, toPlace, type Viewport } from './viewport.js';

interface RegionOverlay {
  readonly regions: readonly Region[];
  shapes: readonly Drawable[];
}

interface CatalogOverlay {
  layer: CatalogLayer;
  color: number;
  spots: CatalogSpots | undefined;
}

/** The row that is marked in a table, and those that are selected. */
export interface RowMarks {
  readonly highlighted: number;
  readonly selected: readonly number[];
}

const noMarks: RowMarks = { highlighted: -1, selected: [] };
const highlightColor = '#ff8000';
const selectedColor = '#ffff00';
/** A click this far from a mark is still meant for it. */
const reach = 20;

/** What is drawn over one image: region layers and catalogues. */
export class ViewLayers {
  readonly #regions = new Map<string, RegionOverlay>();
  readonly #catalogs = new Map<string, CatalogOverlay>();
  readonly #masks = new Map<string, MaskOverlay>();
  #picture: Picture | undefined;

  constructor(
    private readonly rowMarks: (tblId: string) => RowMarks | undefined,
    private readonly onMore: () => void,
  ) {}

  /** All is placed anew on another picture. */
  setPicture(picture: Picture | undefined): void {
    this.#picture = picture;
    for (const overlay of this.#regions.values())
      overlay.shapes = picture ? drawables(overlay.regions, picture) : [];
    for (const overlay of this.#catalogs.values()) this.#project(overlay);
  }

  setRegions(id: string, regions: readonly Region[] | undefined): void {
    if (regions)
      this.#regions.set(id, { regions, shapes: this.#picture ? drawables(regions, this.#picture) : [] });
    else this.#regions.delete(id);
  }

  setCatalog(id: string, layer: CatalogLayer | undefined): void {
    const known = this.#catalogs.get(id);
    if (!layer) {
      known?.spots?.stop();
      this.#catalogs.delete(id);
      return;
    }
    const color = packedColor(layer.color);
    if (known?.spots?.extend(layer.points)) Object.assign(known, { layer, color });
    else {
      known?.spots?.stop();
      const overlay = { layer, color, spots: undefined };
      this.#catalogs.set(id, overlay);
      this.#project(overlay);
    }
  }

  setMask(id: string, mask: MaskOverlay | undefined): void {
    if (mask) this.#masks.set(id, mask);
    else this.#masks.delete(id);
  }

  /** How many shapes there are, by layer: of a catalogue those that lie on the image's sky. */
  counts(): Readonly<Record<string, number>> {
    const regions = [...this.#regions].map(([id, { shapes }]) => [id, shapes.length] as const);
    const catalogs = [...this.#catalogs].map(([id, { spots }]) => [id, placed(spots)] as const);
    return Object.fromEntries([...regions, ...catalogs]);
  }

  /** The row of a catalogue that a click is meant for. */
  rowAt(view: Viewport, place: Place): { readonly tblId: string; readonly row: number } | undefined {
    const hits = [...this.#catalogs.values()].flatMap(({ layer, spots }) => {
      const hit = spots && nearestRow(spots.xy, spots.done, view, place, reach);
      return hit ? [{ tblId: layer.tblId, ...hit }] : [];
    });
    return hits.sort((a, b) => a.distance - b.distance)[0];
  }

  /** Where the mark of a row is. */
  placeOfRow(view: Viewport, tblId: string, row: number): Place | undefined {
    const overlay = [...this.#catalogs.values()].find(({ layer }) => layer.tblId === tblId);
    const [x = Number.NaN, y = Number.NaN] = overlay?.spots?.xy.subarray(2 * row, 2 * row + 2) ?? [];
    return Number.isFinite(x) && Number.isFinite(y) ? toPlace(view, { x, y }) : undefined;
  }

  draw(context: CanvasRenderingContext2D, view: Viewport, ratio: number): void {
    if (this.#catalogs.size > 0) this.#drawCatalogs(context, view, ratio);
    if (this.#masks.size > 0) drawMasks(context, view, [...this.#masks.values()]);
    for (const { shapes } of this.#regions.values()) drawRegions(context, view, shapes);
    for (const { layer } of this.#catalogs.values()) this.#drawRows(context, view, layer.tblId);
  }

  /** The canvas is empty when this begins. */
  #drawCatalogs(context: CanvasRenderingContext2D, view: Viewport, ratio: number): void {
    const { width, height } = context.canvas;
    const image = new ImageData(width, height);
    const marks = [...this.#catalogs.values()].flatMap(({ spots, color }) =>
      spots ? [{ xy: spots.xy, done: spots.done, color }] : [],
    );
    drawMarksInto(new Uint32Array(image.data.buffer), { width, height, ratio }, view, marks);
    context.putImageData(image, 0, 0);
  }

  #drawRows(context: CanvasRenderingContext2D, view: Viewport, tblId: string): void {
    const { highlighted, selected } = this.rowMarks(tblId) ?? noMarks;
    const at = (row: number) => this.placeOfRow(view, tblId, row);
    context.lineWidth = 1.5;
    context.strokeStyle = selectedColor;
    context.beginPath();
    for (const row of selected) {
      const place = at(row);
      if (place) context.rect(...around(place, markRadius));
    }
    context.stroke();
    const place = at(highlighted);
    if (!place) return;
    context.strokeStyle = highlightColor;
    context.lineWidth = 2;
    context.beginPath();
    context.rect(...around(place, markRadius + 2));
    context.moveTo(place.x - 5, place.y - 5);
    context.lineTo(place.x + 5, place.y + 5);
    context.moveTo(place.x - 5, place.y + 5);
    context.lineTo(place.x + 5, place.y - 5);
    context.stroke();
  }

  #project(overlay: CatalogOverlay): void {
    overlay.spots?.stop();
    const picture = this.#picture;
    overlay.spots = picture?.hasWorld
      ? new CatalogSpots(overlay.layer.points, picture, this.onMore)
      : undefined;
  }
}

function around({ x, y }: Place, radius: number): [number, number, number, number] {
  return [x - radius, y - radius, 2 * radius, 2 * radius];
}

function placed(spots: CatalogSpots | undefined): number {
  let count = 0;
  for (let row = 0; row < (spots?.done ?? 0); row++) if (!Number.isNaN(spots?.xy[2 * row])) count++;
  return count;
}
