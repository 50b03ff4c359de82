/** That there is a page. */
import { EmbedError } from '../errors.js';

/** Throws where there is no page: in Node, in a worker, while a server renders. */
export function requirePage(method: string): Document {
  if (typeof document !== 'undefined') return document;
  throw new EmbedError(
    `${method} needs a page, and there is no document here: call it in a browser, after the page was rendered (in React in an effect, in Svelte in onMount, in Vue in onMounted)`,
  );
}
