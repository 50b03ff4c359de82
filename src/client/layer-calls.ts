/** The methods of a client that draw over images: regions and footprints. */
import * as actions from '../actions/index.js';
import { expectNewLayer, expectRegionsAdded, expectRegionsRemoved } from '../session/expect-layer.js';
import { expectFootprints } from '../session/expect-report.js';
import { inputAndOptions, optionsOf, said } from './caller.js';
import { ChartCalls } from './chart-calls.js';
import { combine, Handle } from './handle.js';
import { on, onAll, withIds } from './ids.js';
import type { DataInput } from './inputs.js';
import { referenceOf, splitInput } from './tables.js';
import { Together } from './together.js';
import type {
  ActionHandle,
  FootprintsHandle,
  OverlayFootprintsOptions,
  OverlayRegionOptions,
  Plots,
  RegionLayerHandle,
} from './types.js';

export class LayerCalls extends ChartCalls {
  /**
   * Draws a layer of DS9 regions over images, from text or from a file (which wins over text). More regions than one action may carry
   * go in several, one after the other.
   */
  overlayRegionLayer(options: OverlayRegionOptions = {}): RegionLayerHandle {
    const { file, ...given } = optionsOf('overlayRegionLayer', options);
    const [how, rest] = splitInput(given);
    const regionLayerId = rest.regionLayerId ?? this.newId('RegionLayer');
    const input = this.input('overlayRegionLayer', file, 'region', how);
    const fromFile = input !== undefined;
    const checked = actions.overlayRegionLayer({ regionLayerId }, rest);
    const plots = on('plot', rest.plotId ?? []);
    const [first, ...more] =
      fromFile || rest.regionData === undefined ? [] : actions.portionsOf(rest.regionData);
    const layer = first === undefined ? rest : { ...rest, regionData: first };
    const empty = !fromFile && checked.payload['regionAry'] === undefined;
    const handle = this.dispatcher.follow({
      method: 'overlayRegionLayer',
      input,
      action: (resolved) =>
        actions.overlayRegionLayer({ regionLayerId, fileOnServer: referenceOf(resolved) }, layer),
      keys: [...on('layer', regionLayerId), ...plots],
      needs:
        rest.plotId === undefined ? { settled: this.tracker?.pending('plot:') ?? [] } : { displayed: plots },
      expect: () => expectNewLayer(regionLayerId),
      tracked: { shows: `layer:${regionLayerId}` },
      result: {
        regionLayerId,
        ...(empty ? { note: 'there are no regions in it, so no layer appears' } : {}),
      },
    });
    const portions = more.map((data) => this.#addPortion(data, regionLayerId, {}));
    return withIds(inOrder(handle, portions), { regionLayerId });
  }

  /** Adds regions to a layer, and makes the layer where there is none. */
  addRegionData(
    regionData: actions.RegionData,
    regionLayerId: string,
    options: actions.AddRegionOptions = {},
  ): RegionLayerHandle {
    actions.addRegionData(regionLayerId, regionData, options);
    const [first, ...more] = actions.portionsOf(regionData);
    const handle = this.#addPortion(first ?? regionData, regionLayerId, options);
    const portions = more.map((data) => this.#addPortion(data, regionLayerId, options));
    return withIds(inOrder(handle, portions), { regionLayerId });
  }

  /** Takes regions off a layer; they have to be written as they were added. */
  removeRegionData(regionData: actions.RegionData, regionLayerId: string): RegionLayerHandle {
    actions.removeRegionData(regionLayerId, regionData);
    const [first, ...more] = actions.portionsOf(regionData).map((data) =>
      this.dispatcher.follow({
        method: 'removeRegionData',
        action: () => actions.removeRegionData(regionLayerId, data),
        ...onAll(on('layer', regionLayerId)),
        expect: () => expectRegionsRemoved(regionLayerId),
        result: { regionLayerId },
      }),
    );
    return withIds(inOrder(first as RegionLayerHandle, more), { regionLayerId });
  }

  /** Deletes a region layer, from the given plots or from all. */
  deleteRegionLayer(
    regionLayerId: string,
    options: { readonly plotId?: Plots | undefined } = {},
  ): ActionHandle {
    return this.dispatcher.run({
      method: 'deleteRegionLayer',
      action: () => actions.deleteRegionLayer(regionLayerId, options),
      ...onAll(on('layer', regionLayerId)),
      result: {},
    });
  }

  /**
   * Draws footprints over images, from a table that has them pixel by pixel; `imageFile` is an image that is shown for them. A viewer that
   * finds none says nothing: then `displayed()` ends with its time limit.
   */
  overlayFootprints(
    input: DataInput | OverlayFootprintsOptions,
    options?: OverlayFootprintsOptions,
  ): FootprintsHandle {
    const method = 'overlayFootprints';
    const [source, given] = inputAndOptions<OverlayFootprintsOptions>(method, input, options, {});
    const { imageFile, ...withHow } = given;
    const [how, rest] = splitInput(withHow);
    const footprintLayerId = rest.footprintLayerId ?? this.newId('FootprintLayer');
    const inputs = new Together([
      this.required(method, source, 'table', how),
      this.input(method, imageFile, 'image', { fetchBy: how.fetchBy }),
    ]);
    const build = () =>
      actions.overlayFootprints(
        {
          footprintLayerId,
          footprintFile: referenceOf(inputs.sourceOf(0)) ?? '',
          footprintImageFile: referenceOf(inputs.sourceOf(1)),
        },
        rest,
      );
    const plots = on('plot', rest.plotId ?? []);
    const handle = this.dispatcher.follow({
      method,
      input: inputs.asOne,
      action: () => build().action,
      keys: [...on('layer', footprintLayerId), ...plots],
      needs:
        rest.plotId === undefined ? { settled: this.tracker?.pending('plot:') ?? [] } : { displayed: plots },
      expect: () => expectFootprints(footprintLayerId),
      tracked: { shows: `layer:${footprintLayerId}` },
      result: { footprintLayerId, ...said(build()) },
    });
    return withIds(handle, { footprintLayerId });
  }

  #addPortion(regionData: actions.RegionData, regionLayerId: string, options: actions.AddRegionOptions) {
    const plots = on('plot', options.plotId ?? []);
    return this.dispatcher.follow({
      method: 'addRegionData',
      action: () => actions.addRegionData(regionLayerId, regionData, options),
      ...onAll([...on('layer', regionLayerId), ...plots]),
      expect: () => expectRegionsAdded(regionLayerId),
      result: { regionLayerId },
    });
  }
}

/** A call that went in several actions: accepted and displayed when all are, with the result of the first. */
function inOrder<A, D>(first: Handle<A, D>, more: readonly Handle<unknown, unknown>[]): Handle<A, D> {
  if (more.length === 0) return first;
  const rest = combine(more);
  return new Handle({
    accepted: async () => (await Promise.all([first, rest]))[0],
    displayed: async (options) => (await Promise.all([first.displayed(options), rest.displayed(options)]))[0],
  });
}
