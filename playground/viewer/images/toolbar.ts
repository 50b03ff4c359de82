import type { ExtensionButton } from 'firefly-client/testing';
import type { Selection, ZoomKind } from '../gestures.js';
import { button, choice, icon, icons, make } from '../page/dom.js';
import { colorTables } from './colors.js';
import type { Look } from './picture.js';
import type { Tool } from './pointer.js';
import { algorithms, changeRangeValues, limitTypes, parseRangeValues } from './stretch.js';

export interface ToolbarActions {
  zoom(kind: ZoomKind): void;
  recenter(): void;
  tool(tool: Tool): void;
  stretch(rangeValues: string): void;
  color(cbarId: number): void;
  extension(button: ExtensionButton): void;
  endSelect(): void;
}

const { percent, minmax, zscale, sigma } = limitTypes;

/** Ready-made limits. */
const limitChoices: readonly { name: string; limits: readonly [number, number, number, number] }[] = [
  { name: '1 % – 99 %', limits: [percent, 1, percent, 99] },
  { name: '0.5 % – 99.5 %', limits: [percent, 0.5, percent, 99.5] },
  { name: '2 % – 98 %', limits: [percent, 2, percent, 98] },
  { name: 'Min – max', limits: [minmax, 0, minmax, 100] },
  { name: 'ZScale', limits: [zscale, 1, zscale, 1] },
  { name: '-1 to 10 sigma', limits: [sigma, -1, sigma, 10] },
  { name: '-2 to 2 sigma', limits: [sigma, -2, sigma, 2] },
];

/** The controls of the image pane: they act on the active image. */
export class ImageToolbar {
  readonly root: HTMLElement;
  readonly extensions: HTMLElement;
  readonly #stretch: HTMLSelectElement;
  readonly #limits: HTMLSelectElement;
  readonly #color: HTMLSelectElement;
  readonly #tools = new Map<Tool, HTMLButtonElement>();
  readonly #controls: HTMLFieldSetElement;
  #rangeValues = '';

  constructor(private readonly actions: ToolbarActions) {
    const change = (values: string): void => actions.stretch(values);
    this.#stretch = choice(
      'Stretch',
      algorithms.map(({ id, name }) => ({ value: String(id), name })),
      (value) => change(changeRangeValues(this.#rangeValues, { algorithm: Number(value) })),
    );
    this.#limits = choice(
      'Limits of the stretch',
      [
        ...limitChoices.map(({ name }, i) => ({ value: String(i), name })),
        { value: '', name: 'Custom limits' },
      ],
      (value) => {
        const limits = limitChoices[Number(value)]?.limits;
        if (value !== '' && limits) change(changeRangeValues(this.#rangeValues, { limits }));
      },
    );
    this.#color = choice(
      'Color table',
      colorTables.map(({ id, name }) => ({ value: String(id), name })),
      (value) => actions.color(Number(value)),
    );
    this.#controls = make('fieldset', { class: 'bar-group' }, this.#zoomButtons(), this.#toolButtons());
    this.#controls.append(make('span', { class: 'bar-group' }, this.#stretch, this.#limits, this.#color));
    this.root = make('div', { class: 'bar', role: 'toolbar', 'aria-label': 'Image tools' }, this.#controls);
    this.extensions = make('div', {
      class: 'extensions bar',
      role: 'toolbar',
      'aria-label': 'Selection',
      hidden: true,
    });
    this.showTool('move');
    this.showLook(undefined);
  }

  /** Shows how the active image is coloured; nothing can be chosen without one. */
  showLook(look: Look | undefined): void {
    this.#controls.disabled = !look;
    if (!look) return;
    this.#rangeValues = look.rangeValues;
    const range = parseRangeValues(look.rangeValues);
    const given = [range.lowerType, range.lower, range.upperType, range.upper];
    const index = limitChoices.findIndex(({ limits }) => limits.every((value, i) => value === given[i]));
    this.#stretch.value = String(range.algorithm);
    this.#limits.value = index < 0 ? '' : String(index);
    this.#color.value = String(look.cbarId);
  }

  showTool(tool: Tool): void {
    for (const [name, element] of this.#tools) element.setAttribute('aria-pressed', String(name === tool));
  }

  /** The buttons that extensions offer for what is selected. */
  showSelection(plotId: string, selection: Selection | undefined, offered: readonly ExtensionButton[]): void {
    const fitting = offered.filter(
      (entry) => entry.extType === selection?.type && (!entry.plotId || entry.plotId === plotId),
    );
    this.extensions.hidden = !selection || (selection.type === 'POINT' && fitting.length === 0);
    const faces = fitting.map((entry) =>
      button(entry.title, extensionFace(entry), () => this.actions.extension(entry), {
        class: 'extension',
        title: entry.toolTip || entry.title,
        'data-extension-id': entry.id,
      }),
    );
    const end = button('End select', 'End select', () => this.actions.endSelect(), { class: 'end-select' });
    this.extensions.replaceChildren(make('span', { class: 'hint' }, describe(selection)), ...faces, end);
  }

  #zoomButtons(): HTMLElement {
    const { zoom, recenter } = this.actions;
    return make(
      'span',
      { class: 'bar-group' },
      button('Zoom in', icon(icons.zoomIn), () => zoom('UP')),
      button('Zoom out', icon(icons.zoomOut), () => zoom('DOWN')),
      button('Zoom to fit', icon(icons.fit), () => zoom('FIT')),
      button('Zoom to fill', icon(icons.fill), () => zoom('FILL')),
      button('One screen pixel per image pixel', '1x', () => zoom('ONE')),
      button('Center the image', icon(icons.center), () => recenter()),
    );
  }

  #toolButtons(): HTMLElement {
    const group = make('span', { class: 'bar-group' });
    for (const [tool, label, path] of [
      ['move', 'Move the image, click to mark a point', icons.move],
      ['line', 'Draw a line', icons.line],
      ['area', 'Select an area', icons.area],
    ] as const) {
      const element = button(label, icon(path), () => this.actions.tool(tool));
      this.#tools.set(tool, element);
      group.append(element);
    }
    return group;
  }
}

function extensionFace(entry: ExtensionButton): Node | string {
  if (!entry.imageUrl) return entry.title;
  return make('img', { src: entry.imageUrl, alt: entry.title, width: 20, height: 20 });
}

function describe(selection: Selection | undefined): string {
  switch (selection?.type) {
    case 'POINT':
      return 'Point marked';
    case 'LINE_SELECT':
      return 'Line drawn';
    default:
      return 'Area selected';
  }
}
