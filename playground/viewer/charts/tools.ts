import { button, icon, icons, make } from '../page/dom.js';

/** What dragging over a chart does. */
export type DragMode = 'zoom' | 'pan' | 'select' | 'lasso';

export interface ChartTools {
  pin(): void;
  drag(mode: DragMode): void;
  resetZoom(): void;
  save(): void;
  selectArea(): void;
  clearSelection(): void;
  filterArea(): void;
  clearFilters(): void;
  close(): void;
}

/** What of the tools there is something to do for. */
export interface ToolState {
  readonly drag: DragMode;
  readonly canPin: boolean;
  /** The chart has axes to drag over. */
  readonly flat: boolean;
  readonly canSelect: boolean;
  readonly hasArea: boolean;
  readonly canFilterArea: boolean;
  readonly hasSelected: boolean;
  readonly hasFilters: boolean;
}

const modes: readonly (readonly [mode: DragMode, label: string, face: string])[] = [
  ['zoom', 'Zoom', icons.zoom],
  ['pan', 'Pan', icons.move],
  ['select', 'Select', icons.box],
  ['lasso', 'Lasso', icons.lasso],
];

/** The buttons of a chart. */
export class ToolBar {
  readonly root: HTMLElement;
  readonly #modes = new Map<DragMode, HTMLButtonElement>();
  readonly #others: Readonly<
    Record<'pin' | 'reset' | 'check' | 'uncheck' | 'filter' | 'clear', HTMLButtonElement>
  >;
  readonly #group = make('span', { class: 'drag-modes', role: 'group', 'aria-label': 'Dragging' });

  constructor(chartId: string, tools: ChartTools) {
    for (const [mode, label, face] of modes) {
      const one = button(label, icon(face), () => tools.drag(mode), { 'aria-pressed': 'false' });
      this.#modes.set(mode, one);
      this.#group.append(one);
    }
    this.#others = {
      pin: button('Pin this chart', icon(icons.pin), () => tools.pin()),
      reset: button('Zoom out to original range', icon(icons.zoomReset), () => tools.resetZoom()),
      check: button('Select the enclosed points', icon(icons.check), () => tools.selectArea()),
      uncheck: button('Unselect all points', icon(icons.uncheck), () => tools.clearSelection()),
      filter: button('Filter on the selected points', icon(icons.filter), () => tools.filterArea()),
      clear: button('Remove all filters', icon(icons.clearFilter), () => tools.clearFilters()),
    };
    const { pin, reset, check, uncheck, filter, clear } = this.#others;
    const save = button('Save this chart', icon(icons.save), () => tools.save());
    const close = button(`Close chart ${chartId}`, icon(icons.close), () => tools.close(), {
      class: 'close',
    });
    this.root = make('div', { class: 'bar chart-tools', role: 'toolbar', 'aria-label': `Chart ${chartId}` });
    this.root.append(pin, check, uncheck, filter, clear, this.#group, reset, save, close);
  }

  show(state: ToolState): void {
    const { pin, reset, check, uncheck, filter, clear } = this.#others;
    pin.hidden = !state.canPin;
    check.hidden = !(state.hasArea && state.canSelect);
    uncheck.hidden = !state.hasSelected;
    filter.hidden = !(state.hasArea && state.canFilterArea);
    clear.hidden = !state.hasFilters;
    reset.hidden = !state.flat;
    this.#group.hidden = !state.flat;
    for (const [mode, one] of this.#modes) {
      one.hidden = (mode === 'select' || mode === 'lasso') && !state.canSelect && !state.canFilterArea;
      one.setAttribute('aria-pressed', String(mode === state.drag));
    }
  }
}
