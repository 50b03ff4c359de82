import type { CatalogLayer, RegionLayer } from 'firefly-client/testing';
import { hexColor } from './colors.js';
import type { LayerEntry } from './layer-panel.js';
import { parseRegions, type Region } from './region-parser.js';
import type { ImageView } from './view.js';
import type { RowMarks } from './view-layers.js';

/** Every layer of the pane, and the rows that are marked in its catalogues: views are told what concerns them. */
export class LayerBook {
  readonly #regions = new Map<string, { layer: RegionLayer; regions: readonly Region[] }>();
  readonly #catalogs = new Map<string, CatalogLayer>();
  readonly #rows = new Map<string, RowMarks>();

  constructor(private readonly views: ReadonlyMap<string, ImageView>) {}

  readonly rowMarks = (tblId: string): RowMarks | undefined => this.#rows.get(tblId);

  showRegions(layer: RegionLayer): void {
    const known = this.#regions.get(layer.drawLayerId);
    const same = known?.layer.regions === layer.regions && known.layer.color === layer.color;
    const regions = same ? known.regions : colored(parseRegions(layer.regions).regions, layer.color);
    this.#regions.set(layer.drawLayerId, { layer, regions });
    for (const view of this.views.values())
      view.setRegions(layer.drawLayerId, isSeen(layer, view.plotId) ? regions : undefined);
  }

  removeRegions(drawLayerId: string): void {
    this.#regions.delete(drawLayerId);
    for (const view of this.views.values()) view.setRegions(drawLayerId, undefined);
  }

  showCatalog(layer: CatalogLayer): void {
    this.#catalogs.set(layer.drawLayerId, layer);
    for (const view of this.views.values())
      view.setCatalog(layer.drawLayerId, isSeen(layer, view.plotId) ? layer : undefined);
  }

  removeCatalog(drawLayerId: string): void {
    this.#catalogs.delete(drawLayerId);
    for (const view of this.views.values()) view.setCatalog(drawLayerId, undefined);
  }

  /** A new view gets what is meant for it. */
  dress(view: ImageView): void {
    for (const [id, { layer, regions }] of this.#regions)
      if (isSeen(layer, view.plotId)) view.setRegions(id, regions);
    for (const [id, layer] of this.#catalogs) if (isSeen(layer, view.plotId)) view.setCatalog(id, layer);
  }

  highlight(tblId: string, highlighted: number): void {
    this.#mark(tblId, { highlighted, selected: this.#rows.get(tblId)?.selected ?? [] });
  }

  select(tblId: string, selected: readonly number[]): void {
    this.#mark(tblId, { highlighted: this.#rows.get(tblId)?.highlighted ?? -1, selected });
  }

  /** A table was loaded anew or is gone: nothing is selected in it. */
  forgetRows(tblId: string): void {
    this.#rows.delete(tblId);
  }

  /** The layers of an image, those that came last on top. */
  entries(plotId: string): readonly LayerEntry[] {
    const catalogs = [...this.#catalogs.values()].map((layer) => ({
      ...entryOf(layer, plotId),
      kind: `${layer.points.lon.length.toLocaleString('en')} rows`,
      color: hexColor(layer.color),
      on: layer.plotIds,
    }));
    const regions = [...this.#regions.values()].map(({ layer, regions: { length } }) => ({
      ...entryOf(layer, plotId),
      kind: length === 1 ? '1 region' : `${length} regions`,
      color: hexColor(layer.color ?? '#008000'),
      on: layer.plotIds,
    }));
    return [...catalogs, ...regions].filter(({ on }) => on.includes(plotId)).reverse();
  }

  clear(): void {
    this.#regions.clear();
    this.#catalogs.clear();
    this.#rows.clear();
  }

  #mark(tblId: string, marks: RowMarks): void {
    this.#rows.set(tblId, marks);
    if (![...this.#catalogs.values()].some((layer) => layer.tblId === tblId)) return;
    for (const view of this.views.values()) view.redraw();
  }
}

type Seen = Pick<RegionLayer, 'drawLayerId' | 'title' | 'plotIds' | 'hiddenOn'>;

const isSeen = ({ plotIds, hiddenOn }: Seen, plotId: string): boolean =>
  plotIds.includes(plotId) && !hiddenOn.includes(plotId);

function entryOf(layer: Seen, plotId: string): Pick<LayerEntry, 'id' | 'title' | 'visible' | 'canDelete'> {
  const { drawLayerId: id, title } = layer;
  return { id, title, visible: isSeen(layer, plotId), canDelete: true };
}

function colored(regions: readonly Region[], color: string | undefined): readonly Region[] {
  return color === undefined
    ? regions
    : regions.map((region) => ({ ...region, style: { ...region.style, color } }));
}
