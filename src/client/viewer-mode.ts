/** Kinds of viewer pages. */
import { ArgumentError } from '../errors.js';

/** The standard page, the page with cells, and pages that are neither. */
export const VIEWER_MODES = ['FireflyViewer', 'FireflySlate', 'NO_VIEWER'] as const;

export type FireflyViewerMode = (typeof VIEWER_MODES)[number];

/** The kind that a page has by its name, unless told otherwise. */
export function getViewerMode(htmlFile?: string, override?: FireflyViewerMode): FireflyViewerMode {
  if (htmlFile !== undefined && typeof htmlFile !== 'string')
    throw new ArgumentError(
      'getViewerMode',
      'htmlFile',
      htmlFile,
      'the name of a page, such as "slate.html"',
    );
  if (override !== undefined && !VIEWER_MODES.includes(override)) {
    const allowed = VIEWER_MODES.map((mode) => `"${mode}"`).join(', ');
    throw new ArgumentError('getViewerMode', 'override', override, `one of ${allowed}`);
  }
  return override ?? (/(?:^|\/)slate\.html$/.test(htmlFile ?? '') ? 'FireflySlate' : 'FireflyViewer');
}
