import type { FitsFrame, MaskState } from 'firefly-client/testing';
import { hexColor } from './colors.js';
import type { LayerEntry } from './layer-panel.js';
import { MaskBits } from './mask-bits.js';
import { readValues } from './picture.js';
import type { ImageView } from './view.js';

interface Drawn {
  readonly mask: MaskState;
  readonly bits: MaskBits;
}

/** The masks of all images: views are told what concerns them. */
export class MaskBook {
  readonly #drawn = new Map<string, Drawn>();

  constructor(
    private readonly views: ReadonlyMap<string, ImageView>,
    private readonly onChange: () => void,
  ) {}

  /** Throws `ViewerFailure` when the pixels cannot be read. */
  show(mask: MaskState, file: Uint8Array, frame: FitsFrame): void {
    const [width = 0, height = 0] = frame.part.axes;
    this.#put(mask, new MaskBits(readValues(file, frame), { width, height }, mask.maskValue));
  }

  change(mask: MaskState): void {
    const known = this.#drawn.get(keyOf(mask.plotId, mask.maskId));
    if (known) this.#put(mask, known.bits);
  }

  remove(plotId: string, maskId: string): void {
    this.#drawn.delete(keyOf(plotId, maskId));
    this.views.get(plotId)?.setMask(maskId, undefined);
    this.onChange();
  }

  /** The masks of an image as the list of layers has them, those that came last on top. */
  entries(plotId: string): readonly LayerEntry[] {
    const own = [...this.#drawn.values()].filter(({ mask }) => mask.plotId === plotId);
    return own.reverse().map(({ mask, bits: { count } }) => ({
      id: `mask ${mask.maskId}`,
      maskId: mask.maskId,
      title: mask.title || mask.maskId,
      kind: count === 1 ? '1 pixel' : `${count.toLocaleString('en')} pixels`,
      visible: mask.visible,
      color: hexColor(mask.color),
      opacity: mask.opacity,
      canDelete: true,
    }));
  }

  #put(mask: MaskState, bits: MaskBits): void {
    this.#drawn.set(keyOf(mask.plotId, mask.maskId), { mask, bits });
    const { color, opacity } = mask;
    this.views.get(mask.plotId)?.setMask(mask.maskId, mask.visible ? { bits, color, opacity } : undefined);
    this.onChange();
  }
}

/** Ids of masks count for each plot by itself. */
const keyOf = (plotId: string, maskId: string): string => JSON.stringify([plotId, maskId]);
