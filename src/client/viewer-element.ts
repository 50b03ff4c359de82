/** The viewer as something to put into a page or a notebook. */

/** A frame in a page; where there are no pages, what Jupyter's kernels display. */
export type ViewerElement = typeof globalThis extends { HTMLIFrameElement: { prototype: infer Frame } }
  ? Frame
  : object;

/** What the Deno kernel of Jupyter asks a value for. */
const DISPLAY = Symbol.for('Jupyter.display');

const TITLE = 'Firefly viewer';

/** As large as what it is in; where that has no height, as in a cell of a notebook, not too small. */
const styleOf = (height: number | undefined) =>
  `display:block;width:100%;border:0;${height === undefined ? 'height:100%;min-height:400px' : `height:${height}px`}`;

export function viewerElement(url: string, height: number | undefined): ViewerElement {
  const style = styleOf(height ?? (typeof document === 'undefined' ? 600 : undefined));
  if (typeof document !== 'undefined')
    return Object.assign(document.createElement('iframe'), { src: url, title: TITLE, style });
  const html = `<iframe src="${url.replaceAll('&', '&amp;')}" title="${TITLE}" style="${style}"></iframe>`;
  const shown = { [DISPLAY]: () => ({ 'text/html': html, 'text/plain': url }) };
  // Without pages there is no frame for a type to promise.
  return shown as ViewerElement & typeof shown;
}
