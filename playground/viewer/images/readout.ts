import type { PickedPoint } from 'firefly-client/testing';
import { make } from '../page/dom.js';
import { degrees, hours } from './coordinates.js';

/** The line under the images: position and value under the pointer. */
export class Readout {
  readonly root: HTMLElement;
  readonly #sky = make('output', { class: 'sky', name: 'sky' });
  readonly #value = make('output', { class: 'value', name: 'value' });
  readonly #pixel = make('output', { class: 'pixel', name: 'pixel' });

  constructor() {
    const label = (text: string): HTMLElement => make('span', { class: 'label' }, text);
    this.root = make(
      'div',
      { class: 'readout', 'aria-label': 'Under the pointer', role: 'group' },
      label('EQ-J2000:'),
      this.#sky,
      label('Value:'),
      this.#value,
      label('Pixel:'),
      this.#pixel,
    );
  }

  show(point: PickedPoint | undefined, value: number | undefined, unit: string): void {
    this.#sky.replaceChildren(...(point?.world ? skyTexts(point.world) : [point ? 'no coordinates' : '']));
    this.#value.textContent = value === undefined ? '' : `${valueText(value)} ${unit}`.trim();
    this.#pixel.textContent = point ? `${point.image.x.toFixed(2)}, ${point.image.y.toFixed(2)}` : '';
  }
}

function skyTexts({ ra, dec }: { readonly ra: number; readonly dec: number }): (Node | string)[] {
  const decimal = make('span', { class: 'decimal' }, `(${ra.toFixed(5)}, ${dec.toFixed(5)})`);
  return [`${hours(ra)} ${degrees(dec)}`, decimal];
}

function valueText(value: number): string {
  return Number.isNaN(value) ? 'blank' : String(Number(value.toPrecision(6)));
}
