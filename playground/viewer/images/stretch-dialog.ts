import { button, choice, make } from '../page/dom.js';
import { algorithms, limitTypes, parseRangeValues, rangeValuesText } from './stretch.js';

const { percent, absolute, minmax, zscale, sigma } = limitTypes;

const types = [
  { value: String(percent), name: '%' },
  { value: String(absolute), name: 'Data' },
  { value: String(minmax), name: 'Data Min / Max' },
  { value: String(sigma), name: 'Sigma' },
  { value: String(zscale), name: 'ZScale' },
];

/** Asks for all numbers of a stretch: limits, algorithm, and what these need. */
export class StretchDialog {
  readonly #root = make('dialog', { class: 'stretch', 'aria-label': 'Color stretch' });
  readonly #types = [
    choice('Lower limit is', types, () => this.#adapt()),
    choice('Upper limit is', types, () => this.#adapt()),
  ];
  readonly #algorithm = choice(
    'Algorithm',
    algorithms.map(({ id, name }) => ({ value: String(id), name })),
    () => this.#adapt(),
  );
  readonly #numbers = new Map<string, HTMLInputElement>();
  readonly #lines = new Map<string, HTMLElement>();

  constructor(private readonly onApply: (rangeValues: string) => void) {
    const [lower, upper] = this.#types;
    const form = make('form', { method: 'dialog' });
    form.append(
      make('h2', {}, 'Color stretch'),
      this.#line('lower', 'Lower limit', lower),
      this.#line('upper', 'Upper limit', upper),
      make('label', { class: 'stretch-line' }, make('span', {}, 'Algorithm'), this.#algorithm),
      this.#line('gamma', 'Gamma'),
      this.#line('asinhQ', 'Q (empty: chosen by the viewer)'),
      this.#line('zscaleContrast', 'ZScale contrast, %'),
      this.#line('zscaleSamples', 'ZScale samples'),
      this.#line('zscalePerLine', 'ZScale samples per line'),
      make(
        'div',
        { class: 'stretch-buttons' },
        make('button', { type: 'submit', value: 'apply', class: 'main' }, 'Apply'),
        button('Close without a change', 'Close', () => this.#root.close()),
      ),
    );
    form.addEventListener('submit', () => this.onApply(this.#text()));
    this.#root.append(form);
    document.body.append(this.#root);
  }

  open(rangeValues: string): void {
    const range = parseRangeValues(rangeValues);
    const [lower, upper] = this.#types;
    if (lower) lower.value = String(range.lowerType);
    if (upper) upper.value = String(range.upperType);
    this.#algorithm.value = String(range.algorithm);
    for (const [name, input] of this.#numbers) {
      const value = Number(range[name as keyof typeof range]);
      input.value = Number.isNaN(value) ? '' : String(value);
    }
    this.#adapt();
    this.#root.showModal();
  }

  #line(name: string, label: string, type?: HTMLElement): HTMLElement {
    const input = make('input', { type: 'number', step: 'any', 'aria-label': label });
    this.#numbers.set(name, input);
    const line = make('div', { class: 'stretch-line' }, make('span', {}, label), input, type);
    this.#lines.set(name, line);
    return line;
  }

  /** Shows what the algorithm and the limits need. */
  #adapt(): void {
    const [lower = '', upper = ''] = this.#types.map(({ value }) => value);
    const byZscale = [lower, upper].includes(String(zscale));
    const hide = (name: string, hidden: boolean): void => {
      const line = this.#lines.get(name);
      if (line) line.hidden = hidden;
    };
    hide('gamma', this.#algorithm.value !== '51');
    hide('asinhQ', this.#algorithm.value !== '50');
    for (const name of ['zscaleContrast', 'zscaleSamples', 'zscalePerLine']) hide(name, !byZscale);
    for (const [name, type] of [
      ['lower', lower],
      ['upper', upper],
    ] as const) {
      const input = this.#numbers.get(name);
      if (input) input.disabled = type === String(zscale) || type === String(minmax);
    }
  }

  #text(): string {
    const number = (name: string): number => {
      const text = this.#numbers.get(name)?.value ?? '';
      return text === '' ? Number.NaN : Number(text);
    };
    const [lower, upper] = this.#types;
    return rangeValuesText({
      lowerType: Number(lower?.value),
      lower: number('lower'),
      upperType: Number(upper?.value),
      upper: number('upper'),
      asinhQ: number('asinhQ'),
      gamma: number('gamma'),
      algorithm: Number(this.#algorithm.value),
      zscaleContrast: number('zscaleContrast'),
      zscaleSamples: number('zscaleSamples'),
      zscalePerLine: number('zscalePerLine'),
    });
  }
}
