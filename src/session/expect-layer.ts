/** How a viewer reports region layers. */
import { ACTION } from '../actions/types.js';
import type { Expectation } from './display.js';
import type { Report } from './session.js';

/** What a viewer reported of a region layer. It reports layers with garbage in them just the same (protocol trap T28). */
export interface LayerDisplayed {
  readonly regionLayerId: string;
  readonly report: Report;
}

const ATTACHED = 'DrawLayerCntlr.attachLayerToPlot';

function expectLayer(
  subject: string,
  regionLayerId: string,
  watch: readonly string[],
): Expectation<LayerDisplayed> {
  return {
    subject,
    watch,
    match: (_type, report) =>
      report['drawLayerId'] === regionLayerId ? { displayed: { regionLayerId, report } } : undefined,
  };
}

export const expectNewLayer = (id: string): Expectation<LayerDisplayed> =>
  expectLayer(`region layer '${id}'`, id, [ATTACHED]);

/** Adding to a layer that is not there makes it, which is reported as such. */
export const expectRegionsAdded = (id: string): Expectation<LayerDisplayed> =>
  expectLayer(`regions added to '${id}'`, id, [ACTION.AddRegionData, ATTACHED]);

export const expectRegionsRemoved = (id: string): Expectation<LayerDisplayed> =>
  expectLayer(`regions removed from '${id}'`, id, [ACTION.RemoveRegionData]);
