/** The token of a client, which may change while it lives. */
import type { Target } from './target.js';
import { checkToken } from './target.js';

/** A token, or a function that is asked for it before each attempt to connect. */
export type TokenOption = string | (() => string | Promise<string>);

export class Credentials {
  /** Of every request, as they are now. */
  readonly headers: Record<string, string> = {};
  readonly #target: Pick<Target, 'method' | 'base'>;
  readonly #token: TokenOption | undefined;

  constructor(target: Pick<Target, 'method' | 'base'>, token: TokenOption | undefined) {
    this.#target = target;
    this.#token = token;
    if (typeof token === 'string') this.#take(token);
  }

  /** Asks for the token where it is a function. */
  async refresh(): Promise<void> {
    if (typeof this.#token !== 'function') return;
    const token = await this.#token();
    const text: string = typeof token === 'string' ? token : '';
    checkToken(this.#target.method, this.#target.base, { token: text });
    this.#take(text);
  }

  #take(token: string): void {
    this.headers['authorization'] = `Bearer ${token}`;
  }
}
