/** The viewer as part of a page. */
export { defineFireflyViewer, type FireflyViewerElement } from './element.js';
export { type FireflyHook, fireflyHook, type HookLibrary, type UseFireflyOptions } from './hook.js';
export { type FireflyInPage, type LoadFireflyOptions, loadFirefly } from './load.js';
export { type MountViewerOptions, mountViewer } from './mount.js';
export { type OpenViewerOptions, openViewer } from './open.js';
