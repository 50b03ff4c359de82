import { make } from '../page/dom.js';
import { isList, tableOf } from './marks.js';
import { type Placed, placeIn } from './painter.js';
import type { PlotlyElement } from './plotly-types.js';

/** How near the pointer has to come to a point, in pixels. */
const reach = 10;
/** A press that moves further than this is no click. */
const steady = 4;

interface Found {
  readonly placed: Placed;
  readonly row: number;
}

/** Says which point of a crowd is under the pointer, and takes clicks on it: Plotly does not know these points. */
export class Hover {
  crowds: readonly Placed[] = [];
  readonly #label = make('div', { class: 'crowd-label', role: 'status', hidden: true });
  #busy = false;
  #latest: PointerEvent | undefined;
  #pressed: PointerEvent | undefined;

  constructor(
    private readonly plot: PlotlyElement,
    private readonly onPick: (tblId: string, row: number) => void,
  ) {
    plot.after(this.#label);
    plot.addEventListener('pointermove', (event) => this.#moved(event));
    plot.addEventListener('pointerleave', () => this.#hide());
    plot.addEventListener('pointerdown', (event) => this.#press(event), { capture: true });
  }

  #moved(event: PointerEvent): void {
    if (this.crowds.length === 0 || event.buttons !== 0) {
      this.#hide();
      return;
    }
    if (!this.#label.isConnected) this.plot.after(this.#label);
    this.#latest = event;
    if (!this.#busy) void this.#follow();
  }

  async #follow(): Promise<void> {
    this.#busy = true;
    while (this.#latest) {
      const event = this.#latest;
      this.#latest = undefined;
      const found = await this.#find(event).catch(() => undefined);
      if (found) this.#show(found, event);
      else this.#label.hidden = true;
    }
    this.#busy = false;
  }

  #hide(): void {
    this.#latest = undefined;
    this.#label.hidden = true;
  }

  async #find(event: PointerEvent): Promise<Found | undefined> {
    for (const placed of this.crowds) {
      const place = placeIn(this.plot, placed.crowd, event);
      const row = place && (await placed.crowd.nearest(place.view, place.at, reach));
      if (row !== undefined) return { placed, row };
    }
    return undefined;
  }

  #show({ placed, row }: Found, event: PointerEvent): void {
    const { x, y, trace } = placed.crowd;
    const template = String(trace['hovertemplate'] ?? '%{x}<br>%{y}');
    const lines = template
      .replace(/<extra>.*?<\/extra>/s, '')
      .split('<br>')
      .map((line) => line.replace('%{x}', String(x[row])).replace('%{y}', String(y[row])));
    const color = { ...Object(trace['marker']) }.color;
    if (isList(color)) lines.push(`color = ${String(color[row])}`);
    this.#label.replaceChildren(...lines.map((line) => make('div', {}, plain(line))));
    const box = this.plot.getBoundingClientRect();
    const [left, top] = [event.clientX - box.left, event.clientY - box.top];
    this.#label.style.left = `${left + this.plot.offsetLeft}px`;
    this.#label.style.top = `${top + this.plot.offsetTop}px`;
    this.#label.classList.toggle('leftward', left > box.width / 2);
    this.#label.hidden = false;
  }

  /** Plotly covers the page while a button is down, so no click arrives here: a press and its end are one. */
  #press(event: PointerEvent): void {
    if (this.crowds.length === 0 || event.button !== 0) return;
    this.#pressed = event;
    window.addEventListener('pointerup', (end) => void this.#release(end), { once: true, capture: true });
  }

  async #release(end: PointerEvent): Promise<void> {
    const start = this.#pressed;
    this.#pressed = undefined;
    if (!start || Math.hypot(end.clientX - start.clientX, end.clientY - start.clientY) > steady) return;
    const found = await this.#find(end).catch(() => undefined);
    const tblId = found && tableOf(found.placed.crowd.trace);
    if (found && tblId !== undefined) this.onPick(tblId, found.row);
  }
}

/** The words of a line that was written for Plotly. */
function plain(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('\u200b', '')
    .replaceAll('&amp;', '&');
}
