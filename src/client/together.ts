/** Several inputs of one call. */
import type { PreparedInput, Resolved } from './inputs.js';

const NOT_YET: Resolved = { file: '${not uploaded yet}' };

export class Together {
  readonly #inputs: readonly (PreparedInput | undefined)[];
  readonly #resolved = new Map<PreparedInput, Resolved>();

  constructor(inputs: readonly (PreparedInput | undefined)[]) {
    this.#inputs = inputs;
  }

  /** All of them as one; undefined where there are none. */
  get asOne(): PreparedInput | undefined {
    const given = this.#inputs.filter((input) => input !== undefined);
    const [first] = given;
    if (first === undefined) return undefined;
    const ready = given.every((input) => input.now !== undefined);
    return {
      ...(ready && first.now !== undefined ? { now: first.now } : {}),
      resolve: async (signal) => {
        const all = await Promise.all(given.map((input) => input.resolve(signal)));
        for (const [index, input] of given.entries()) this.#resolved.set(input, all[index] ?? NOT_YET);
        return all[0] ?? NOT_YET;
      },
      name: first.name,
      url: given.find(({ url }) => url !== undefined)?.url,
    };
  }

  /** What an input is by now, or a stand-in while it is uploaded; undefined where there is none. */
  sourceOf(index: number): Resolved | undefined {
    const input = this.#inputs[index];
    return input && (this.#resolved.get(input) ?? input.now ?? NOT_YET);
  }
}
