import type { Gestures } from '../gestures.js';
import { make } from '../page/dom.js';
import { TabStrip } from '../page/tabs.js';
import { ChartView } from './view.js';
import { type ChartContent, ChartViews, draw } from './views.js';

type Group = 'active' | 'pinned';

/** Charts the viewer makes itself have this prefix; those that programs add are pinned. */
const ownPrefix = 'default-';

/** All charts: what belongs to the table at hand, and what programs have pinned. */
export class ChartPane {
  readonly #views = new ChartViews(
    (chartId) => new ChartView(chartId, this.gestures, this.filtersOf, groupOf(chartId) === 'active'),
  );
  readonly #tabs: TabStrip;
  readonly #boxes: Readonly<Record<Group, HTMLElement>>;
  #shown: Group = 'active';
  /** Whether the user has chosen the tab: then no chart changes it. */
  #byHand = false;
  /** Charts that wait behind the tab of the pinned ones. */
  readonly #behind = new Set<string>();
  /** The chart that the tab for one at a time shows: that of the table in front. */
  #front: string | undefined;

  constructor(
    root: HTMLElement,
    private readonly gestures: Gestures,
    private readonly onChange: () => void,
    private readonly filtersOf: (tblId: string) => string,
  ) {
    this.#tabs = new TabStrip('Charts', (id) => this.#choose(id === 'pinned' ? 'pinned' : 'active', true));
    const empty = (text: string): HTMLElement => make('p', { class: 'empty' }, text);
    this.#boxes = {
      active: make(
        'div',
        { class: 'charts single' },
        empty('No chart yet. A table with numbers brings one along.'),
      ),
      pinned: make(
        'div',
        { class: 'charts', hidden: true },
        empty('No pinned charts yet. Programs put theirs here.'),
      ),
    };
    root.append(this.#tabs.root, this.#boxes.active, this.#boxes.pinned);
    new ResizeObserver(() => this.#resize()).observe(root);
    this.#show();
  }

  get count(): number {
    return this.#views.size + this.#behind.size;
  }

  view(chartId: string): ChartView | undefined {
    return this.#views.get(chartId);
  }

  /** A chart has come: one that waits behind its tab is counted on it, and drawn when the tab is opened. */
  added(chartId: string, behind: boolean): void {
    if (behind) this.#behind.add(chartId);
    this.#show();
  }

  async show(chart: ChartContent): Promise<void> {
    const view = this.#viewFor(chart.chartId);
    this.#arrive(chart.chartId);
    await draw(view, chart);
  }

  showFailure(chartId: string, message: string): void {
    const view = this.#viewFor(chartId);
    view.showFailure(message);
    this.#arrive(chartId);
  }

  remove(chartId: string): void {
    this.#behind.delete(chartId);
    this.#views.remove(chartId);
    this.#show();
  }

  /** The chart that belongs to a table comes to the front, now or when it is there. */
  followTable(tblId: string | undefined): void {
    this.#front = tblId === undefined ? undefined : `${ownPrefix}${tblId}`;
    this.#show();
  }

  /** Marks the point of a row in every chart that shows it. */
  highlight(tblId: string, row: number): void {
    this.#views.highlight(tblId, row);
  }

  select(tblId: string, rows: Uint32Array): void {
    this.#views.select(tblId, rows);
  }

  reinit(): void {
    for (const chartId of this.#views.ids) this.remove(chartId);
    this.#behind.clear();
    this.#views.unmark();
    this.#choose(this.#byHand ? this.#shown : 'active');
  }

  #viewFor(chartId: string): ChartView {
    return this.#views.of(chartId, ({ root }) => this.#boxes[groupOf(chartId)].append(root));
  }

  /** A chart that is drawn comes to the front, unless the user has chosen a tab. */
  #arrive(chartId: string): void {
    const group = groupOf(chartId);
    this.#behind.delete(chartId);
    this.#choose(this.#byHand ? this.#shown : group);
  }

  #choose(group: Group, byHand = false): void {
    this.#byHand ||= byHand;
    this.#shown = group;
    if (group === 'pinned' && byHand) this.gestures.openPinnedCharts();
    this.#show();
  }

  #show(): void {
    const { ids } = this.#views;
    const pinned = ids.filter((id) => groupOf(id) === 'pinned').length + this.#behind.size;
    for (const group of ['active', 'pinned'] as const) {
      this.#boxes[group].hidden = group !== this.#shown;
      this.#boxes[group].classList.toggle(
        'filled',
        ids.some((id) => groupOf(id) === group && (group === 'pinned' || id === this.#front)),
      );
    }
    for (const [id, view] of this.#views.entries())
      view.root.hidden = groupOf(id) === 'active' && id !== this.#front;
    this.#boxes.pinned.style.setProperty('--columns', String(Math.max(1, Math.ceil(Math.sqrt(pinned)))));
    const badge = pinned ? { badge: String(pinned) } : {};
    this.#tabs.show(
      [
        { id: 'active', title: 'Active Chart' },
        { id: 'pinned', title: 'Pinned Charts', ...badge },
      ],
      this.#shown,
    );
    this.#resize();
    this.onChange();
  }

  #resize(): void {
    for (const [id, view] of this.#views.entries()) if (groupOf(id) === this.#shown) view.resize();
  }
}

function groupOf(chartId: string): Group {
  return chartId.startsWith(ownPrefix) ? 'active' : 'pinned';
}
