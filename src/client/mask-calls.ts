/** The methods of a client that draw masks over images. */
import * as actions from '../actions/index.js';
import { ArgumentError } from '../errors.js';
import type { Expectation } from '../session/display.js';
import {
  expectMask,
  expectMaskChange,
  expectMaskRemoved,
  type MaskDisplayed,
} from '../session/expect-report.js';
import { optionsOf } from './caller.js';
import { combine, Handle } from './handle.js';
import { on, onAll, withIds } from './ids.js';
import { LayerCalls } from './layer-calls.js';
import { referenceOf, splitInput } from './tables.js';
import type { AddMaskOptions, MaskHandle, MasksHandle } from './types.js';

export class MaskCalls extends LayerCalls {
  /**
   * Draws one bit of a mask plane over an image. Bits are counted from 0; `imageNumber` counts the images of the file from 0.
   * The plane is that of the image's own file, or of `file`.
   */
  addMask(bitNumber: number, imageNumber: number, plotId: string, options: AddMaskOptions = {}): MaskHandle {
    const method = 'addMask';
    const { file, ...given } = optionsOf(method, options);
    const [how, rest] = splitInput(given);
    const maskId = rest.maskId ?? this.newId('MaskLayer');
    const build = (fileOnServer: string | undefined) =>
      actions.addMask({ maskId, fileOnServer }, bitNumber, imageNumber, plotId, rest);
    build(undefined);
    const handle = this.dispatcher.follow({
      method,
      input: this.input(method, file, 'image', how),
      action: (resolved) => build(referenceOf(resolved)),
      keys: [...on('mask', keyOf(plotId, maskId)), ...on('plot', plotId)],
      needs: { displayed: on('plot', plotId) },
      expect: () => expectMask(plotId, maskId),
      tracked: { shows: `mask:${keyOf(plotId, maskId)}` },
      result: { plotId, maskId },
    });
    return withIds(handle, { plotId, maskId });
  }

  /** Takes a mask off an image. */
  removeMask(plotId: string, maskId: string): MaskHandle {
    return this.#change('removeMask', plotId, maskId, actions.removeMask(plotId, maskId), expectMaskRemoved);
  }

  /** Makes a mask more or less transparent: 0 is invisible, 1 hides the image. */
  setMaskOpacity(plotId: string, maskId: string, opacity: number): MaskHandle {
    const action = actions.setMaskOpacity(plotId, maskId, opacity);
    return this.#change('setMaskOpacity', plotId, maskId, action, (plot, mask) =>
      expectMaskChange(plot, mask, 'opacity'),
    );
  }

  /** Gives a mask another colour. */
  setMaskColor(plotId: string, maskId: string, color: string): MaskHandle {
    const action = actions.setMaskColor(plotId, maskId, color);
    return this.#change('setMaskColor', plotId, maskId, action, (plot, mask) =>
      expectMaskChange(plot, mask, 'colorAttributes'),
    );
  }

  /**
   * Draws masks by the names of their planes, which the `MP_*` cards of the image's headers have: `{ CR: 'orange', SAT: 'green' }`. The
   * image has to be shown by this client, with all images of its file.
   */
  showMasks(plotId: string, colors: actions.MaskColors): MasksHandle {
    const wanted = actions.checkMaskColors(plotId, colors);
    const image = this.images.get(plotId);
    if (image === undefined || this.tracker === undefined) {
      const expected =
        'an image that this client has shown with tracking; addMask takes bit and plane for others';
      throw new ArgumentError('showMasks', 'plotId', plotId, expected);
    }
    // A handle is a thenable: in a promise it has to be wrapped, or it would be awaited there.
    const { limits } = this.dispatcher;
    const masks = image.displayed().then(({ headers }) => {
      const planes = planesFor(wanted, actions.maskPlanes(headers));
      const each = planes.map(({ plane, color }) =>
        this.dispatcher.under(limits, () =>
          this.addMask(plane.bitNumber, plane.imageNumber, plotId, { color, title: plane.name }),
        ),
      );
      return { all: combine(each) };
    });
    let observed = false;
    masks.catch((error: unknown) => setTimeout(() => observed || this.subscriptions.fail(error), 0));
    const observe = () => {
      observed = true;
      return masks;
    };
    return new Handle({
      accepted: async () => (await observe()).all,
      displayed: async (options) => (await observe()).all.displayed(options),
    });
  }

  #change(
    method: string,
    plotId: string,
    maskId: string,
    action: actions.Action,
    expect: (plotId: string, maskId: string) => Expectation<MaskDisplayed>,
  ): MaskHandle {
    const handle = this.dispatcher.follow({
      method,
      action: () => action,
      ...onAll([...on('mask', keyOf(plotId, maskId)), ...on('plot', plotId)]),
      expect: () => expect(plotId, maskId),
      result: { plotId, maskId },
    });
    return withIds(handle, { plotId, maskId });
  }
}

/** Ids of masks count for each plot by itself. */
const keyOf = (plotId: string, maskId: string): string => `${plotId}/${maskId}`;

function planesFor(
  wanted: actions.MaskColors,
  known: readonly actions.MaskPlane[],
): { readonly plane: actions.MaskPlane; readonly color: string }[] {
  return Object.entries(wanted).map(([name, color]) => {
    const plane = known.find((candidate) => candidate.name === name.toUpperCase().replace(/^MP_/, ''));
    if (plane !== undefined) return { plane, color };
    const names = known.map((candidate) => candidate.name).join(', ');
    const expected =
      names === ''
        ? 'a mask plane; the headers of this image have no MP_* cards (show the file with all its images)'
        : `one of the planes of this image: ${names}`;
    throw new ArgumentError('showMasks', 'colors', name, expected);
  });
}
