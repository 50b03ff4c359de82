import type { ViewerCore } from 'firefly-client/testing';
import type { PageEngine } from './engine.js';
import type { Place, Viewport } from './images/viewport.js';

/** What tests and curious people find as `window.playground`. */
export interface TestApi {
  readonly core: ViewerCore;
  readonly engine: PageEngine;
  readonly channel: string;
  /** Whether the page has announced itself on its channel. */
  announced(): boolean;
  /** Raw value of the pixel at a position (degrees, J2000), whatever the zoom and the stretch. */
  pixelAt(plotId: string, ra: number, dec: number): number | undefined;
  /** Where a position is in the window, in CSS pixels, to click on. */
  screenAt(plotId: string, ra: number, dec: number): Place | undefined;
  /** The colour on the screen there: red, green, blue (0…255), without what is drawn over the image. */
  colorAt(plotId: string, ra: number, dec: number): readonly [number, number, number] | undefined;
  /** What is drawn over the image there: red, green, blue, opacity (0…255). */
  overlayAt(plotId: string, ra: number, dec: number): readonly number[] | undefined;
  /** Zoom (screen pixels per image pixel), centre (image point) and size of a view. */
  viewport(plotId: string): Viewport | undefined;
  /** Number of shapes drawn over an image, by layer: of a catalogue those that lie on the image's sky. */
  layers(plotId: string): Readonly<Record<string, number>>;
}

declare global {
  interface Window {
    playground?: TestApi;
  }
}

/** Puts the API in place. */
export function offerTestApi(given: Pick<TestApi, 'core' | 'engine' | 'channel' | 'announced'>): void {
  const view = (plotId: string) => given.engine.images.view(plotId);
  window.playground = {
    ...given,
    pixelAt: (plotId, ra, dec) => {
      const picture = view(plotId)?.picture;
      const spot = picture?.spotOf({ ra, dec });
      return spot && picture?.valueAt(spot);
    },
    screenAt: (plotId, ra, dec) => {
      const place = view(plotId)?.placeOf({ ra, dec });
      const box = view(plotId)?.body.getBoundingClientRect();
      return place && box && { x: box.left + place.x, y: box.top + place.y };
    },
    colorAt: (plotId, ra, dec) => view(plotId)?.colorOf({ ra, dec }),
    overlayAt: (plotId, ra, dec) => view(plotId)?.overlayAt({ ra, dec }),
    viewport: (plotId) => view(plotId)?.viewport,
    layers: (plotId) => view(plotId)?.layers.counts() ?? {},
  };
}
