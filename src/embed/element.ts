/** The viewer as an element of HTML. */
import type { FireflyClient } from '../client/client.js';
import { EmbedError } from '../errors.js';
import { type MountViewerOptions, mountViewer } from './mount.js';

/** `<firefly-viewer url="https://host/firefly" channel="my-channel" html-file="slate.html"></firefly-viewer>` */
export interface FireflyViewerElement extends HTMLElement {
  /** Resolves with the client when the viewer answers. A new one after each change of an attribute. */
  readonly ready: Promise<FireflyClient>;
  /** The client, while the viewer answers. */
  readonly firefly: FireflyClient | undefined;
  /** What attributes cannot say. Set it before the element is put into the page. */
  options: Omit<MountViewerOptions, 'until'>;
}

const ATTRIBUTES = ['url', 'channel', 'html-file', 'title'];

/**
 * Defines the element, once however often it is called. It fires `firefly-ready` and `firefly-error`, with the client or the error as
 * `detail`. Where there are no elements (a server that renders) nothing happens.
 */
export function defineFireflyViewer(name = 'firefly-viewer'): void {
  if (typeof customElements === 'undefined' || customElements.get(name) !== undefined) return;
  customElements.define(name, makeElement());
}

/** The class is made late: servers that render have no `HTMLElement`. */
function makeElement() {
  return class extends HTMLElement implements FireflyViewerElement {
    static readonly observedAttributes = ATTRIBUTES;
    options: Omit<MountViewerOptions, 'until'> = {};
    #firefly: FireflyClient | undefined;
    #ready: Promise<FireflyClient> = outside();
    #end: (() => void) | undefined;
    #planned = false;

    get ready(): Promise<FireflyClient> {
      return this.#ready;
    }

    get firefly(): FireflyClient | undefined {
      return this.#firefly;
    }

    connectedCallback(): void {
      // As an element of text it would have no height.
      if (this.style.display === '') this.style.display = 'block';
      this.#ready = this.#plan();
    }

    disconnectedCallback(): void {
      this.#leave();
      this.#ready = outside();
    }

    attributeChangedCallback(_name: string, before: string | null, now: string | null): void {
      if (this.isConnected && before !== now && !this.#planned) this.#ready = this.#plan();
    }

    /** Attributes change one after the other: the viewer is made once they all have. */
    async #plan(): Promise<FireflyClient> {
      this.#planned = true;
      this.#leave();
      const until = new Promise<void>((resolve) => {
        this.#end = resolve;
      });
      await Promise.resolve();
      this.#planned = false;
      try {
        const firefly = await mountViewer(this, { ...this.options, ...this.#attributes(), until });
        this.#firefly = firefly;
        void firefly.closed().then(() => {
          if (this.#firefly === firefly) this.#firefly = undefined;
        });
        this.dispatchEvent(new CustomEvent('firefly-ready', { detail: firefly }));
        return firefly;
      } catch (error) {
        this.dispatchEvent(new CustomEvent('firefly-error', { detail: error }));
        throw error;
      }
    }

    #leave(): void {
      // Who waits for what is over hears of it; nobody else has to.
      this.#ready.catch(() => undefined);
      this.#end?.();
      this.#end = undefined;
      this.#firefly = undefined;
    }

    #attributes(): MountViewerOptions {
      const read = (name: string) => this.getAttribute(name) ?? undefined;
      const given = {
        url: read('url'),
        channel: read('channel'),
        htmlFile: read('html-file'),
        title: read('title'),
      };
      return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    }
  };
}

function outside(): Promise<FireflyClient> {
  const none = Promise.reject(new EmbedError('the element is not in the page: put it there first'));
  none.catch(() => undefined);
  return none;
}
