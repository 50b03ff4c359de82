import type { PickedPoint } from 'firefly-client/testing';
import { choice, make } from '../page/dom.js';
import { type CoordinateStyle, coordinateStyles, coordinateText } from './coordinate-text.js';

/** What is under the pointer, or was when it was locked. */
export interface UnderPointer {
  readonly point: PickedPoint;
  /** With its unit; of a three-colour image those of all bands. */
  readonly value: string;
  /** Which image, when there are several. */
  readonly title: string;
}

/** The line under the images: position and value under the pointer. */
export class Readout {
  readonly root: HTMLElement;
  readonly #first = new Coordinates('First coordinates', 'EQ-J2000', 'sky');
  readonly #second = new Coordinates('Second coordinates', 'FITS Image Pixel', 'pixel');
  readonly #value = make('output', { class: 'value', name: 'value' });
  readonly #lock = make('input', { type: 'checkbox', name: 'click-lock' });
  #shown: UnderPointer | undefined;

  constructor() {
    const label = make('span', { class: 'label' }, 'Value:');
    const lock = make('label', { class: 'lock' }, this.#lock, 'Click lock');
    this.root = make('div', { class: 'readout', 'aria-label': 'Under the pointer', role: 'group' });
    this.root.append(...this.#first.parts, label, this.#value, ...this.#second.parts, lock);
    for (const coordinates of [this.#first, this.#second]) coordinates.onChoose = () => this.#write();
  }

  /** While locked, only clicks change what is read. */
  get isLocked(): boolean {
    return this.#lock.checked;
  }

  show(under: UnderPointer | undefined): void {
    this.#shown = under;
    this.#write();
  }

  #write(): void {
    const under = this.#shown;
    this.#first.show(under?.point);
    this.#second.show(under?.point);
    this.#value.textContent = under?.value ?? '';
    this.#value.title = this.#value.textContent;
    this.root.title = under?.title ?? '';
  }
}

/** A position in the system that a person has chosen. */
class Coordinates {
  readonly parts: readonly HTMLElement[];
  onChoose: () => void = () => {};
  readonly #choice: HTMLSelectElement;
  readonly #output: HTMLOutputElement;

  constructor(label: string, style: CoordinateStyle, name: string) {
    const options = coordinateStyles.map((value) => ({ value, name: value }));
    this.#choice = choice(label, options, () => this.onChoose());
    this.#choice.value = style;
    this.#output = make('output', { class: name, name, 'aria-label': label });
    this.parts = [this.#choice, this.#output];
  }

  show(point: PickedPoint | undefined): void {
    const style = coordinateStyles.find((one) => one === this.#choice.value) ?? 'EQ-J2000';
    this.#output.textContent = point ? coordinateText(point, style) : '';
    this.#output.title = this.#output.textContent;
  }
}

/** As Firefly writes values: plain between small and large, else with an exponent. */
export function valueText(value: number | undefined, unit: string): string {
  if (value === undefined) return '';
  if (Number.isNaN(value)) return 'NaN';
  const size = Math.abs(value);
  const plain = Number.isInteger(value) || (size < 1000 && size > 1e-6);
  return `${plain ? Number(value.toFixed(6)) : value.toExponential(6).replace('e+', 'E').replace('e-', 'E-')} ${unit}`.trim();
}
