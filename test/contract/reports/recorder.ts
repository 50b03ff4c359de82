/** Hears what a viewer reports while steps are taken. */
import type { FireflyClient } from 'firefly-client';
import type { Files, Step } from './scenarios.js';

type Report = Readonly<Record<string, unknown>>;

/** The types of the reports with the members they have; `payload.type` may stand where the type was (T19). */
export type Heard = Readonly<Record<string, readonly string[]>>;

const BARRIER = 'test.private';
const LIMIT = 45_000;
/** A real viewer shows where the rows of a table are in the sky, with pictures from the internet: it depends on that. */
const COVERAGE = 'CoveragePlot';

export class Recorder {
  #reports: { readonly type: string; readonly report: Report }[] = [];
  #steps = 0;
  #wake: () => void = () => {};

  private constructor(private readonly firefly: FireflyClient) {
    firefly.on('frame', ({ name, data }) => {
      if (name !== 'REPORT_USER_ACTION' || typeof data !== 'object' || data === null) return;
      const report: Report = { ...data };
      const type = String(report['id']).replace(/^watch:/, '');
      if (type === report['id'] || report['plotId'] === COVERAGE) return;
      this.#reports.push({ type, report });
      this.#wake();
    });
  }

  /** Has the viewer report actions of these types. */
  static async start(firefly: FireflyClient, watched: readonly string[]): Promise<Recorder> {
    const recorder = new Recorder(firefly);
    for (const extType of watched) {
      const extension = {
        id: `watch:${extType}`,
        extType,
        plotId: null,
        imageUrl: null,
        title: `watch ${extType}`,
        toolTip: '',
        shortcutKey: '',
      };
      await firefly.dispatch('ExternalAccessCntlr/extensionAdd', { extension });
    }
    await recorder.#barrier();
    return recorder;
  }

  /** Takes a step; ends when all reports that have to come are there, and those that were made by then. */
  async take({ type, payload, until }: Step, files: Files): Promise<Heard> {
    this.#reports = [];
    await this.firefly.dispatch(type, payload(files));
    await this.#until(
      () => until.every((wanted) => this.#reports.some((heard) => heard.type === wanted)),
      until,
    );
    await this.#barrier();
    const heard = new Map<string, Set<string>>();
    for (const { type: of, report } of this.#reports) {
      const members = heard.get(of) ?? new Set();
      for (const member of Object.keys(report)) members.add(member);
      heard.set(of, members);
    }
    heard.delete(BARRIER);
    const sorted = [...heard].sort(([a], [b]) => a.localeCompare(b));
    return Object.fromEntries(sorted.map(([of, members]) => [of, [...members].sort()]));
  }

  /** Reports leave a viewer in the order in which they were made: when this one is back, those before it are. */
  async #barrier(): Promise<void> {
    const step = ++this.#steps;
    await this.firefly.dispatch(BARRIER, { step });
    await this.#until(
      () => this.#reports.some(({ type, report }) => type === BARRIER && report['step'] === step),
      [BARRIER],
    );
  }

  async #until(met: () => boolean, wanted: readonly string[]): Promise<void> {
    const deadline = AbortSignal.timeout(LIMIT);
    while (!met()) {
      await new Promise<void>((resolve, reject) => {
        this.#wake = resolve;
        deadline.onabort = () =>
          reject(new Error(`heard ${this.#reports.map(({ type }) => type)}, expected ${wanted}`));
      });
    }
  }
}
