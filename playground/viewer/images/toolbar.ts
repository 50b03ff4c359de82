import type { BandColors, ExtensionButton } from 'firefly-client/testing';
import type { Selection, ZoomKind } from '../gestures.js';
import { button, icon, make } from '../page/dom.js';
import type { Arrangement } from './arrangement.js';
import { colorTables } from './colors.js';
import { imageIcons } from './image-icons.js';
import type { BandsLook, Look } from './look.js';
import { MenuButton, type MenuEntry } from './menu.js';
import { cellsOf } from './painter.js';
import type { Tool } from './pointer.js';
import { shortcutText } from './shortcuts.js';
import { algorithms, changeRangeValues, limitTypes, parseRangeValues, type RangeValues } from './stretch.js';
import { StretchDialog } from './stretch-dialog.js';

export interface ToolbarActions {
  zoom(kind: ZoomKind): void;
  recenter(): void;
  tool(tool: Tool): void;
  /** Of a three-colour image one band, or all. */
  stretch(rangeValues: string, band?: string): void;
  mix(colors: BandColors): void;
  color(cbarId: number): void;
  extension(button: ExtensionButton): void;
  endSelect(): void;
  arrange(arrangement: Arrangement): void;
  /** To the image before or after the one that is shown alone. */
  turn(step: 1 | -1): void;
  layers(open: boolean): void;
}

const { percent, minmax, zscale, sigma } = limitTypes;

type Limits = readonly [number, number, number, number];

/** Ready-made limits, as Firefly names them. */
const limitChoices: readonly { name: string; limits: Limits }[] = [
  { name: 'Stretch to 99%', limits: [percent, 1, percent, 99] },
  { name: 'Stretch to 98%', limits: [percent, 2, percent, 98] },
  { name: 'Stretch to 97%', limits: [percent, 3, percent, 97] },
  { name: 'Stretch to 95%', limits: [percent, 5, percent, 95] },
  { name: 'Stretch to 85%', limits: [percent, 15, percent, 85] },
  { name: 'Stretch -2 Sigma to 10 Sigma', limits: [sigma, -2, sigma, 10] },
  { name: 'Stretch -1 Sigma to 30 Sigma', limits: [sigma, -1, sigma, 30] },
  { name: 'Stretch from minimum to maximum', limits: [minmax, 0, minmax, 100] },
];

const zscaleChoices: readonly { name: string; algorithm: number }[] = [
  { name: 'Z Scale Linear Stretch', algorithm: 44 },
  { name: 'Z Scale Log Stretch', algorithm: 45 },
  { name: 'Z Scale Log-Log Stretch', algorithm: 46 },
  { name: 'Z Scale Asinh Stretch', algorithm: 50 },
];

/** The controls of the image pane: they act on the active image. */
export class ImageToolbar {
  readonly root: HTMLElement;
  readonly extensions: HTMLElement;
  readonly #tools = new Map<Tool, HTMLButtonElement>();
  readonly #arrangements = new Map<Arrangement, HTMLButtonElement>();
  readonly #controls: HTMLFieldSetElement;
  readonly #turning: HTMLElement;
  readonly #layers: HTMLButtonElement;
  readonly #layerCount = make('span', { class: 'badge', hidden: true });
  readonly #dialog: StretchDialog;
  #look: Look | undefined;
  /** The band that the dialog is open for. */
  #dialogBand: string | undefined;

  constructor(private readonly actions: ToolbarActions) {
    this.#dialog = new StretchDialog((rangeValues) => actions.stretch(rangeValues, this.#dialogBand));
    this.#turning = make(
      'span',
      { class: 'bar-group', hidden: true },
      button('Image before', icon(imageIcons.before), () => actions.turn(-1)),
      button('Next image', icon(imageIcons.after), () => actions.turn(1)),
    );
    this.#layers = button('Layers', icon(imageIcons.layers), () => this.#toggleLayers(), {
      class: 'layers-button',
      'aria-expanded': 'false',
    });
    this.#layers.append(this.#layerCount);
    this.#controls = make('fieldset', { class: 'bar-group image-controls', 'aria-label': 'Active image' });
    this.#controls.append(this.#zoomButtons(), this.#toolButtons(), this.#lookButtons(), this.#layers);
    this.root = make('div', { class: 'bar image-bar', role: 'toolbar', 'aria-label': 'Image tools' });
    this.root.append(this.#arrangementButtons(), this.#turning, this.#controls);
    this.extensions = make('div', {
      class: 'extensions bar',
      role: 'toolbar',
      'aria-label': 'Selection',
      hidden: true,
    });
    this.showTool('move');
    this.showLook(undefined);
  }

  /** Nothing can be chosen without an image. */
  showLook(look: Look | undefined): void {
    this.#controls.disabled = !look;
    this.#look = look;
  }

  showTool(tool: Tool): void {
    for (const [name, element] of this.#tools) element.setAttribute('aria-pressed', String(name === tool));
  }

  showArrangement(arrangement: Arrangement, imageCount: number): void {
    for (const [name, element] of this.#arrangements)
      element.setAttribute('aria-pressed', String(name === arrangement));
    this.#turning.hidden = arrangement !== 'one' || imageCount < 2;
  }

  showLayers(count: number, open: boolean): void {
    this.#layerCount.textContent = String(count);
    this.#layerCount.hidden = count === 0;
    this.#layers.setAttribute('aria-label', count === 1 ? 'Layers: 1' : `Layers: ${count}`);
    this.#layers.setAttribute('aria-expanded', String(open));
  }

  focusLayers(): void {
    this.#layers.focus();
  }

  /** The buttons that extensions offer for what is selected. */
  showSelection(selection: Selection | undefined, fitting: readonly ExtensionButton[]): void {
    this.extensions.hidden = !selection || (selection.type === 'POINT' && fitting.length === 0);
    const faces = fitting.map((entry) => {
      const tip = [entry.toolTip || entry.title, shortcutText(entry.shortcutKey)].filter(Boolean).join(' ');
      return button(entry.title, extensionFace(entry), () => this.actions.extension(entry), {
        class: 'extension',
        title: tip,
        'data-extension-id': entry.id,
      });
    });
    const end = button('End select', 'End select', () => this.actions.endSelect(), { class: 'end-select' });
    this.extensions.replaceChildren(make('span', { class: 'hint' }, describe(selection)), ...faces, end);
  }

  #arrangementButtons(): HTMLElement {
    const group = make('span', { class: 'bar-group', role: 'group', 'aria-label': 'Arrangement' });
    for (const [name, label, path] of [
      ['one', 'Show one image', imageIcons.one],
      ['grid', 'Show all images as tiles', imageIcons.grid],
    ] as const) {
      const element = button(label, icon(path), () => this.actions.arrange(name));
      this.#arrangements.set(name, element);
      group.append(element);
    }
    return group;
  }

  #toggleLayers(): void {
    this.actions.layers(this.#layers.getAttribute('aria-expanded') !== 'true');
  }

  #zoomButtons(): HTMLElement {
    const { zoom, recenter } = this.actions;
    return make(
      'span',
      { class: 'bar-group' },
      button('Zoom in', icon(imageIcons.zoomIn), () => zoom('UP')),
      button('Zoom out', icon(imageIcons.zoomOut), () => zoom('DOWN')),
      button('Zoom to fit', icon(imageIcons.fit), () => zoom('FIT')),
      button('Zoom to fill', icon(imageIcons.fill), () => zoom('FILL')),
      button('1x: one screen pixel per image pixel', '1x', () => zoom('ONE')),
      button('Center the image', icon(imageIcons.center), () => recenter()),
    );
  }

  #toolButtons(): HTMLElement {
    const group = make('span', { class: 'bar-group', role: 'group', 'aria-label': 'Mouse tool' });
    for (const [tool, label, path] of [
      ['move', 'Move the image, click a point', imageIcons.move],
      ['line', 'Draw a line', imageIcons.line],
      ['area', 'Select an area', imageIcons.area],
    ] as const) {
      const element = button(label, icon(path), () => this.actions.tool(tool));
      this.#tools.set(tool, element);
      group.append(element);
    }
    return group;
  }

  #lookButtons(): HTMLElement {
    const color = new MenuButton('Color table', icon(imageIcons.palette), () => this.#colorEntries());
    const stretch = new MenuButton('Stretch', icon(imageIcons.stretch), () => this.#stretchEntries());
    return make('span', { class: 'bar-group' }, color.root, stretch.root);
  }

  #colorEntries(): readonly MenuEntry[] {
    const { bands } = this.#look ?? {};
    if (bands) return bandEntries(bands, (colors) => this.actions.mix(colors));
    return colorTables.map((table) => ({
      label: table.name,
      checked: this.#look?.cbarId === table.id,
      face: colorBar(cellsOf(table), table.invert),
      onChoose: () => this.actions.color(table.id),
    }));
  }

  /** The dialog for all numbers of a stretch; of a three-colour image one for each band. */
  #dialogEntries(): readonly MenuEntry[] {
    const open = (label: string, text: string, band?: string): MenuEntry => ({
      label,
      onChoose: () => {
        this.#dialogBand = band;
        this.#dialog.open(text);
      },
    });
    const { bands, rangeValues = '' } = this.#look ?? {};
    if (!bands) return [open('Color stretch…', rangeValues)];
    return bands.rangeValues.flatMap((text, i) => {
      const name = bandNames[i];
      return text === undefined || !name ? [] : [open(`Color stretch of ${name}…`, text, name.toUpperCase())];
    });
  }

  #stretchEntries(): readonly MenuEntry[] {
    const { bands, rangeValues = '' } = this.#look ?? {};
    const text = bands?.rangeValues.find((one) => one !== undefined) ?? rangeValues;
    const range = parseRangeValues(text);
    const change = (given: Parameters<typeof changeRangeValues>[1]) => () =>
      this.actions.stretch(changeRangeValues(text, given));
    const byZscale = zscaleChoices.map(({ name, algorithm }) => ({
      label: name,
      checked: range.lowerType === zscale && range.algorithm === algorithm,
      onChoose: change({ algorithm, limits: [zscale, 1, zscale, 1] }),
    }));
    const limits = limitChoices.map(({ name, limits }) => ({
      label: name,
      checked: sameLimits(range, limits),
      onChoose: change({ limits }),
    }));
    const bends = algorithms.map(({ id, name }) => ({
      label: name,
      checked: range.algorithm === id,
      onChoose: change({ algorithm: id }),
    }));
    return [...this.#dialogEntries(), 'line', ...byZscale, 'line', ...limits, 'line', ...bends];
  }
}

const bandNames = ['red', 'green', 'blue'] as const;

/** Which bands are seen: each can be left out and taken in. */
function bandEntries({ rangeValues, colors }: BandsLook, mix: (colors: BandColors) => void): MenuEntry[] {
  return bandNames.flatMap((name, place) => {
    if (rangeValues[place] === undefined) return [];
    const checked = colors.use[place] !== false;
    const use = colors.use.map((used, i) => (i === place ? !checked : used));
    const several = true;
    return [{ label: `Show ${name}`, checked, several, onChoose: () => mix({ ...colors, use }) }];
  });
}

function sameLimits(range: RangeValues, limits: Limits): boolean {
  const given = [range.lowerType, range.lower, range.upperType, range.upper];
  return limits.every((value, i) => value === given[i]);
}

function colorBar(cells: readonly (readonly [number, number, number])[], invert: boolean): HTMLElement {
  const width = 96;
  const bar = make('canvas', { class: 'color-bar', width, height: 1, 'aria-hidden': 'true' });
  const context = bar.getContext('2d');
  for (let x = 0; context && x < width; x++) {
    const place = Math.floor((x / width) * cells.length);
    const [red = 0, green = 0, blue = 0] = cells[invert ? cells.length - 1 - place : place] ?? [];
    context.fillStyle = `rgb(${red} ${green} ${blue})`;
    context.fillRect(x, 0, 1, 1);
  }
  return bar;
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
