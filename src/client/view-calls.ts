/** The methods of a client that change how images are seen. */
import * as actions from '../actions/index.js';
import { ArgumentError } from '../errors.js';
import { check, nonEmpty } from '../schema/validate.js';
import { expectColor, expectPan, expectStretch, expectZoom } from '../session/expect-image.js';
import { expectAction, expectAligned } from '../session/expect-report.js';
import { on, onAll, withIds } from './ids.js';
import { ImageCalls } from './image-calls.js';
import { Lanes, type LatestView } from './latest.js';
import type {
  HueStretchesHandle,
  HueStretchHandle,
  Plots,
  ReportedHandle,
  StretchesHandle,
  StretchHandle,
  ViewHandle,
  ViewsHandle,
} from './types.js';
import type { ViewCall } from './views.js';

export class ViewCalls extends ImageCalls {
  readonly #lanes = this.holdsBack(
    new Lanes({
      setZoom: (plotId, factor) => this.setZoom(plotId, factor),
      setPan: (plotId, options) => this.setPan(plotId, options),
      setStretch: (plotId, options) => this.setStretch(plotId, options),
      setColor: (plotId, options) => this.setColor(plotId, options),
      mayBeUsed: () => this.#mayFollow(),
      complain: (error) => this.subscriptions.fail(error),
    }),
  );

  /**
   * Changes of a plot's view that follow a slider or a pointer: one at a time is on its way, until the viewer reports it, and then only the
   * newest is sent. Needs tracking (the default).
   * @example slider.oninput = () => firefly.latest('m31').setStretch({ type: 'percent', upperValue: slider.value });
   */
  latest(plotId: string): LatestView {
    this.refuseWhenClosed('latest');
    check('latest', 'plotId', nonEmpty('the id of a plot'), plotId);
    return this.#lanes.of(plotId);
  }

  /** Zooms plots to `factor` screen pixels per image pixel. A list of plots gives a list of results. */
  setZoom(plotId: string, factor?: number): ViewHandle;
  setZoom(plotId: readonly string[], factor?: number): ViewsHandle;
  setZoom(plotId: Plots, factor = 1): ViewHandle | ViewsHandle {
    const call: ViewCall = {
      method: 'setZoom',
      action: (id) => actions.setZoom(id, factor),
      expect: (id) => expectZoom(id, factor),
    };
    return this.view(call, plotId, false);
  }

  /**
   * Centres plots on a position: pixels (`image`, the default), or degrees in a sky system such as `J2000`. Without a position
   * the middle of the image. A list of plots gives a list of results.
   */
  setPan(plotId: string, options?: actions.PanOptions): ViewHandle;
  setPan(plotId: readonly string[], options?: actions.PanOptions): ViewsHandle;
  setPan(plotId: Plots, options: actions.PanOptions = {}): ViewHandle | ViewsHandle {
    const call: ViewCall = {
      method: 'setPan',
      action: (id) => actions.setPan(id, options),
      expect: (id) => expectPan(id, options),
    };
    return this.view(call, plotId);
  }

  /** Stretches the values of plots. The handle has the stretch as `rvString`, for `RangeValues` of a later image. */
  setStretch(plotId: string, options?: actions.SetStretchOptions): StretchHandle;
  setStretch(plotId: readonly string[], options?: actions.SetStretchOptions): StretchesHandle;
  setStretch(plotId: Plots, options: actions.SetStretchOptions = {}): StretchHandle | StretchesHandle {
    const { action: _, ...values } = actions.setStretch(plotId, options);
    const call: ViewCall = {
      method: 'setStretch',
      action: (id) => actions.setStretch(id, options).action,
      expect: expectStretch,
      occupies: true,
      result: values,
    };
    return withIds(this.view(call, plotId) as StretchHandle | StretchesHandle, {
      rvString: values.rvString,
    });
  }

  /**
   * Stretches three-colour images so that their hues stay: one value for all bands, or three. The handle has the stretches of red,
   * green and blue as `rvList`.
   */
  setStretchHueRgb(plotId: string, options?: actions.HueStretchOptions): HueStretchHandle;
  setStretchHueRgb(plotId: readonly string[], options?: actions.HueStretchOptions): HueStretchesHandle;
  setStretchHueRgb(
    plotId: Plots,
    options: actions.HueStretchOptions = {},
  ): HueStretchHandle | HueStretchesHandle {
    const { rvList } = actions.setStretchHueRgb(plotId, options);
    const call: ViewCall = {
      method: 'setStretchHueRgb',
      action: (id) => actions.setStretchHueRgb(id, options).action,
      expect: expectStretch,
      occupies: true,
      result: { rvList },
    };
    return withIds(this.view(call, plotId) as HueStretchHandle | HueStretchesHandle, { rvList });
  }

  /** Colours plots: number of the viewer's colour map, bias (0 to 1) and contrast (0 to 10). */
  setColor(plotId: string, options?: actions.ColorOptions): ViewHandle;
  setColor(plotId: readonly string[], options?: actions.ColorOptions): ViewsHandle;
  setColor(plotId: Plots, options: actions.ColorOptions = {}): ViewHandle | ViewsHandle {
    const call: ViewCall = {
      method: 'setColor',
      action: (id) => actions.setColor(id, options),
      expect: expectColor,
    };
    return this.view(call, plotId);
  }

  /** Colours the bands of three-colour images, or leaves bands out. */
  setRgbColors(plotId: string, options?: actions.RgbColorOptions): ViewHandle;
  setRgbColors(plotId: readonly string[], options?: actions.RgbColorOptions): ViewsHandle;
  setRgbColors(plotId: Plots, options: actions.RgbColorOptions = {}): ViewHandle | ViewsHandle {
    const call: ViewCall = {
      method: 'setRgbColors',
      action: (id) => actions.setRgbColors(id, options),
      expect: expectColor,
    };
    return this.view(call, plotId);
  }

  /** Aligns all images with the active one: by sky position, target or pixels. Waits until images under way are settled. */
  alignImages(options: actions.AlignOptions = {}): ReportedHandle {
    const action = actions.alignImages(options);
    return this.dispatcher.follow({
      method: 'alignImages',
      action: () => action,
      keys: ['alignment:'],
      needs: { settled: this.tracker?.pending('plot:') ?? [] },
      expect: () => expectAligned(String(action.payload['matchType'])),
      result: {},
    });
  }

  /** Removes an image from the viewer. */
  deletePlot(plotId: string): ViewHandle {
    const action = actions.deletePlot(plotId);
    this.images.delete(plotId);
    const handle = this.dispatcher.follow({
      method: 'deletePlot',
      action: () => action,
      ...onAll(on('plot', plotId)),
      expect: () => {
        const gone = expectAction(`removal of image '${plotId}'`, actions.ACTION.DeletePlot, { plotId });
        return {
          ...gone,
          match: (_type, report) =>
            report['plotId'] === plotId ? { displayed: { plotId, report } } : undefined,
        };
      },
      result: { plotId },
    });
    return withIds(handle, { plotId });
  }

  #mayFollow(): void {
    this.refuseWhenClosed('latest');
    if (this.tracker !== undefined) return;
    throw new ArgumentError(
      'latest',
      'the client',
      'tracking: false',
      'connected with tracking (the default)',
    );
  }
}
