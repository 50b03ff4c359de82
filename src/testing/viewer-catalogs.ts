/** Catalogues on the images of a viewer: tables with positions are drawn on every image, one mark a row. */
import { type CenterColumns, catalogColumns } from './center-columns.js';
import type { CatalogPoints, JsonObject, TableModel } from './engine.js';
import { catalogLayer, LAYER } from './layer-reports.js';
import { Flights, type ViewerContext } from './viewer-context.js';
import type { ViewerImages } from './viewer-images.js';
import type { DrawLayer, ViewerLayers } from './viewer-layers.js';
import type { TableState } from './viewer-state.js';

/** Colours of catalogues, in the order they are given out. */
const COLORS = [
  '#ff0000',
  '#00ff00',
  '#ffc0cb',
  '#990099',
  '#ff00ff',
  '#00ffff',
  '#800000',
  '#aaffa2',
  '#aaaaff',
];

/** Rows that are asked for at a time: a page of them is read without a long pause. */
const PAGE = 20_000;

/** The id of the layer that a table is drawn in. */
export const catalogId = (tblId: string): string => `${tblId}--catalog-watcher`;

export class ViewerCatalogs {
  readonly #points = new Map<string, CatalogPoints>();
  readonly #flights = new Flights();

  constructor(
    private readonly context: ViewerContext,
    private readonly tables: ReadonlyMap<string, TableState>,
    private readonly images: ViewerImages,
    private readonly all: ViewerLayers,
  ) {}

  /** A table has come, or was filtered or sorted anew. Nothing is drawn before there are images. */
  tableLoaded(tblId: string, first: boolean): void {
    const table = this.tables.get(tblId)?.model;
    const columns = table && catalogColumns(table);
    if (first || columns === undefined) this.tableRemoved(tblId);
    if (table === undefined || columns === undefined || this.images.plots.size === 0) return;
    if (!this.all.layers.has(catalogId(tblId))) this.#create(tblId, table, columns);
    this.context.track(this.#load(tblId, columns, this.#flights.start(tblId)));
  }

  tableRemoved(tblId: string): void {
    this.#flights.stop(tblId);
    this.#points.delete(tblId);
    this.all.destroy(catalogId(tblId));
  }

  /** Every new image gets the catalogues that are there, and makes those that waited for an image. */
  imageDisplayed(plotId: string): void {
    for (const { tblId, status } of this.tables.values()) {
      const layer = this.all.layers.get(catalogId(tblId));
      if (layer === undefined) {
        if (status === 'loaded' && !this.#points.has(tblId)) this.tableLoaded(tblId, false);
        continue;
      }
      if (!layer.plotIds.includes(plotId)) {
        this.all.put({ ...layer, plotIds: [...layer.plotIds, plotId] }, this.#drawer(tblId));
      }
      this.all.attached(layer.drawLayerId, [plotId]);
    }
  }

  clear(): void {
    this.#flights.stopAll();
    this.#points.clear();
  }

  #create(tblId: string, table: TableModel, columns: CenterColumns): void {
    const drawLayerId = catalogId(tblId);
    const title = this.tables.get(tblId)?.title ?? tblId;
    const plotIds = [...this.images.plots.keys()];
    const color = this.#nextColor();
    this.#points.set(tblId, noPoints(columns));
    this.all.put(
      { drawLayerId, kind: 'catalog', title, tblId, plotIds, hiddenOn: [], color, regions: [] },
      this.#drawer(tblId),
    );
    const row = this.tables.get(tblId)?.highlightedRow ?? 0;
    this.context.happened(LAYER.create, () => ({
      drawLayer: catalogLayer(drawLayerId, title, color, table, row),
    }));
    this.all.attached(drawLayerId, plotIds);
  }

  /** The colour that fewest catalogues have. */
  #nextColor(): string {
    const used = [...this.all.layers.values()].map(({ color }) => color);
    const uses = (color: string) => used.filter((one) => one === color).length;
    return [...COLORS].sort((one, other) => uses(one) - uses(other))[0] ?? '#ff0000';
  }

  #drawer(tblId: string): DrawLayer {
    return (layer, drawLayerId) => {
      if (layer === undefined) {
        this.#flights.stop(tblId);
        this.context.engine.removeCatalog?.(drawLayerId);
        return;
      }
      const points = this.#points.get(tblId);
      if (points === undefined) return;
      const { title, plotIds, hiddenOn, color = '#ff0000' } = layer;
      this.context.engine.showCatalog?.({ drawLayerId, tblId, title, plotIds, hiddenOn, color, points });
    };
  }

  /** Positions come in pages, so that a table of a million rows neither stops the page nor the server. */
  async #load(tblId: string, columns: CenterColumns, signal: AbortSignal): Promise<void> {
    const table = this.tables.get(tblId);
    const totalRows = table?.model?.totalRows ?? 0;
    const lon = new Float64Array(totalRows).fill(Number.NaN);
    const lat = new Float64Array(totalRows).fill(Number.NaN);
    for (let start = 0; start < totalRows; start += PAGE) {
      const rows = await this.#page(table?.request ?? {}, columns, start, signal);
      if (signal.aborted || rows === undefined) return;
      rows.forEach(([x, y], offset) => {
        lon[start + offset] = degreesOf(x, columns);
        lat[start + offset] = degreesOf(y, columns);
      });
      const ready = Math.min(totalRows, start + PAGE);
      this.#show(tblId, { system: columns.system, lon, lat, ready });
    }
    if (totalRows === 0) this.#show(tblId, noPoints(columns));
  }

  #show(tblId: string, points: CatalogPoints): void {
    this.#points.set(tblId, points);
    const layer = this.all.layers.get(catalogId(tblId));
    if (layer !== undefined) this.all.put(layer, this.#drawer(tblId));
  }

  /** Undefined when there is no answer: then there are no marks, and nothing else suffers. */
  async #page(
    request: JsonObject,
    { lon, lat }: CenterColumns,
    startIdx: number,
    signal: AbortSignal,
  ): Promise<readonly (readonly unknown[])[] | undefined> {
    const asked = { ...request, startIdx, pageSize: PAGE, inclCols: `${quoted(lon)},${quoted(lat)}` };
    try {
      const answer = await this.context.host.tableSearch(asked, signal);
      return answer.tableData?.data ?? [];
    } catch {
      return undefined;
    }
  }
}

const noPoints = ({ system }: CenterColumns): CatalogPoints => ({
  system,
  lon: new Float64Array(0),
  lat: new Float64Array(0),
  ready: 0,
});

function degreesOf(value: unknown, { toDegrees }: CenterColumns): number {
  return typeof value === 'number' ? value * toDegrees : Number.NaN;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
