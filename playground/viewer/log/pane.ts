import { copy, say } from '../page/clipboard.js';
import { button, choice, icon, icons, make } from '../page/dom.js';
import { scriptOf, type Target } from './code/script.js';
import { Details } from './details.js';
import { type Filter, passes, type Which } from './filter.js';
import { EntryList, listHead } from './list.js';
import type { Entry, TrafficLog } from './traffic.js';

/** The log as a pane. It is drawn once a frame at most, and not at all while it is closed. */
export class LogPane {
  readonly #list = new EntryList(() => this.#selected());
  readonly #details: Details;
  readonly #search = make('input', {
    type: 'search',
    class: 'log-search',
    placeholder: 'words, -without',
    'aria-label': 'Search the log',
    title: 'Words that occur in the type, the id or the content; -word for those without',
  });
  readonly #pause = make('button', { type: 'button', 'aria-pressed': 'false' }, 'Pause');
  readonly #counts = make('span', { class: 'log-counts' });
  #filter: Filter = { words: '', which: 'all', housekeeping: true };
  #shown: Entry[] = [];
  /** Number of the newest entry that has been looked at. */
  #seen = 0;
  #paused = false;
  #open = false;
  #scheduled = false;

  constructor(
    root: HTMLElement,
    private readonly log: TrafficLog,
    private readonly target: Target,
    onClose: () => void,
  ) {
    this.#details = new Details(target.mode);
    this.#search.addEventListener('input', () => this.#refilter({ words: this.#search.value }));
    this.#pause.addEventListener('click', () => this.#setPaused(!this.#paused));
    const tools = make('div', { class: 'bar log-bar', role: 'toolbar', 'aria-label': 'Log tools' });
    tools.append(
      make('h2', {}, 'Log'),
      this.#search,
      this.#whichChoice(),
      this.#housekeepingBox(),
      this.#pause,
    );
    tools.append(
      this.#tool('Clear', () => this.#clear()),
      make('span', { class: 'log-gap' }),
      this.#tool('Copy as JSON', () => this.#copyJson()),
      this.#tool('Copy as script', () => this.#copyScript()),
      button('Close the log', icon(icons.close), onClose, { class: 'close' }),
    );
    const left = make('div', { class: 'log-left' }, listHead(), this.#list.root);
    const body = make('div', { class: 'log-body' }, left, this.#details.root);
    root.append(tools, body, make('footer', { class: 'log-foot' }, this.#counts));
    log.onChange(() => this.#schedule());
  }

  setOpen(open: boolean): void {
    this.#open = open;
    if (open) this.#schedule();
  }

  focus(): void {
    this.#search.focus();
  }

  #tool(label: string, press: () => void): HTMLButtonElement {
    const element = make('button', { type: 'button' }, label);
    element.addEventListener('click', press);
    return element;
  }

  #whichChoice(): HTMLSelectElement {
    const options: readonly { value: Which; name: string }[] = [
      { value: 'all', name: 'Everything' },
      { value: 'action', name: 'Actions' },
      { value: 'report', name: 'Reports' },
      { value: 'error', name: 'Errors' },
    ];
    return choice('Which entries', options, (value) => {
      const which = options.find((option) => option.value === value)?.value;
      this.#refilter({ which: which ?? 'all' });
    });
  }

  #housekeepingBox(): HTMLElement {
    const box = make('input', { type: 'checkbox', checked: true });
    box.addEventListener('change', () => this.#refilter({ housekeeping: box.checked }));
    const title = 'What clients and pages tell each other: who is there, and what they want to hear';
    return make('label', { class: 'log-check', title }, box, 'housekeeping');
  }

  #refilter(change: Partial<Filter>): void {
    this.#filter = { ...this.#filter, ...change };
    const upTo = this.#paused ? this.#seen : this.log.passed;
    this.#shown = this.log.entries.filter(({ number }) => number <= upTo).filter(passes(this.#filter));
    this.#seen = upTo;
    this.#draw();
  }

  #setPaused(paused: boolean): void {
    this.#paused = paused;
    this.#pause.setAttribute('aria-pressed', String(paused));
    this.#pause.textContent = paused ? 'Go on' : 'Pause';
    this.#schedule();
  }

  #clear(): void {
    this.#shown = [];
    this.#seen = this.log.passed;
    this.log.clear();
  }

  /** While paused what is shown stays, whatever the log drops meanwhile. */
  #schedule(): void {
    if (!this.#open || this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      if (!this.#paused) this.#catchUp();
      this.#draw();
    });
  }

  #catchUp(): void {
    const { oldest } = this.log;
    const dropped = this.#shown.findIndex(({ number }) => number >= oldest);
    if (dropped !== 0) this.#shown = dropped < 0 ? [] : this.#shown.slice(dropped);
    this.#shown.push(...this.log.after(this.#seen).filter(passes(this.#filter)));
    this.#seen = this.log.passed;
  }

  #draw(): void {
    const { count, passed } = this.log;
    const waiting = passed - this.#seen;
    const gone = passed - count;
    const parts = [`${this.#shown.length} of ${count} shown`];
    if (gone > 0) parts.push(`${gone} older ones are no longer kept`);
    if (this.#paused) parts.push(`paused, ${waiting} more meanwhile`);
    this.#counts.textContent = parts.join(' · ');
    this.#list.show(this.#shown, count === 0 ? 'Nothing has passed yet.' : 'Nothing matches.');
    this.#selected();
  }

  #selected(): void {
    const { selection } = this.#list;
    this.#details.show(selection.length === 1 ? selection[0] : undefined, selection.length);
  }

  /** What is chosen, or everything that is shown. */
  get #chosen(): readonly Entry[] {
    const { selection } = this.#list;
    return selection.length > 0 ? selection : this.#shown;
  }

  #copyJson(): void {
    const chosen = this.#chosen;
    const told = chosen.map(({ number, at, direction, kind, type, subject, error, data }) => {
      return { number, time: new Date(at).toISOString(), direction, kind, type, subject, error, data };
    });
    void copy(JSON.stringify(told, null, 2), `${chosen.length} entries`);
  }

  /** Reports, and what clients do for themselves, are not a script's to repeat. */
  #copyScript(): void {
    const chosen = this.#chosen;
    const actions = chosen.filter(({ kind, housekeeping }) => kind === 'action' && !housekeeping);
    const script = scriptOf(
      actions.map(({ data }) => data),
      this.target,
    );
    if (script === undefined) {
      say('There is no action among them that a script could repeat');
      return;
    }
    const left = chosen.length - actions.length;
    void copy(
      script,
      `Script of ${actions.length} actions${left > 0 ? ` (${left} other entries left out)` : ''}`,
    );
  }
}
