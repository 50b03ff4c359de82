/** Masks: bits of an image's mask plane, drawn over the image. */
import * as z from 'zod/mini';
import { ArgumentError } from '../errors.js';
import { check, finite, nonEmpty } from '../schema/validate.js';
import { ACTION, type Action, compact } from './types.js';

const PlotId = nonEmpty('a plot id');
const MaskId = nonEmpty('a mask id');
const Color = nonEmpty('a colour such as "#ff0000" or "orange"');

const AddMask = z.strictObject({
  maskId: z.optional(MaskId),
  color: z.optional(Color),
  title: z.optional(z.string()),
  file: z.optional(z.unknown()),
});

export interface MaskOptions {
  /** Id of the mask; made up when not given. */
  readonly maskId?: string | undefined;
  /** Colour as in HTML. @default chosen by the viewer */
  readonly color?: string | undefined;
  /** @default 'bit # N' */
  readonly title?: string | undefined;
}

/** Bits are counted from 0, planes of the file from 0. */
export function addMask(
  context: { readonly maskId: string; readonly fileOnServer?: string | undefined },
  bitNumber: number,
  imageNumber: number,
  plotId: string,
  options: MaskOptions = {},
): Action {
  const method = 'addMask';
  const bit = check(method, 'bitNumber', z.int().check(z.minimum(0), z.maximum(31)), bitNumber);
  const image = check(method, 'imageNumber', z.int().check(z.minimum(0)), imageNumber);
  const plot = check(method, 'plotId', PlotId, plotId);
  const input = check(method, 'options', AddMask, options);
  const payload = compact({
    plotId: plot,
    imageOverlayId: input.maskId ?? context.maskId,
    imageNumber: image,
    maskNumber: bit,
    maskValue: 2 ** bit,
    title: input.title || `bit # ${bit}`,
    color: input.color,
    fileKey: context.fileOnServer,
  });
  return { type: ACTION.PlotMask, payload };
}

export function removeMask(plotId: string, maskId: string): Action {
  return { type: ACTION.DeleteOverlayMask, payload: maskOf('removeMask', plotId, maskId) };
}

/** 0 is invisible, 1 hides the image. */
export function setMaskOpacity(plotId: string, maskId: string, opacity: number): Action {
  const range = finite.check(z.minimum(0), z.maximum(1));
  const attributes = { opacity: check('setMaskOpacity', 'opacity', range, opacity) };
  return change(maskOf('setMaskOpacity', plotId, maskId), attributes);
}

export function setMaskColor(plotId: string, maskId: string, color: string): Action {
  const name = check('setMaskColor', 'color', Color, color);
  return change(maskOf('setMaskColor', plotId, maskId), {
    colorAttributes: { color: name, srcImageColor: name },
  });
}

function change(
  mask: Readonly<Record<string, string>>,
  attributes: Readonly<Record<string, unknown>>,
): Action {
  return { type: ACTION.ChangeOverlayMask, payload: { ...mask, attributes, doReplot: false } };
}

function maskOf(method: string, plotId: string, maskId: string) {
  return {
    plotId: check(method, 'plotId', PlotId, plotId),
    imageOverlayId: check(method, 'maskId', MaskId, maskId),
  };
}

/** Colours by the names of mask planes, as the `MP_*` cards have them. */
export type MaskColors = Readonly<Record<string, string>>;

export function checkMaskColors(plotId: unknown, colors: unknown): MaskColors {
  check('showMasks', 'plotId', PlotId, plotId);
  const given = check('showMasks', 'colors', z.record(z.string(), Color), colors);
  if (Object.keys(given).length > 0) return given;
  throw new ArgumentError('showMasks', 'colors', colors, 'an object such as { CR: "orange" }');
}

/** A mask plane of an image: which bit of which plane of the file. */
export interface MaskPlane {
  readonly name: string;
  readonly bitNumber: number;
  readonly imageNumber: number;
}

/** Keywords with at most eight letters: `MP_CR`; longer names have a `HIERARCH` card. */
const CARD = /^(?:HIERARCH\s+)?MP_(\S+)$/i;

/** The mask planes that the headers of an image name, by `MP_*` cards; the headers come in the order of the file. */
export function maskPlanes(headers: readonly Readonly<Record<string, string>>[]): MaskPlane[] {
  return headers.flatMap((header, imageNumber) =>
    Object.entries(header).flatMap(([keyword, value]) => {
      const name = CARD.exec(keyword)?.[1];
      const bitNumber = Number(value);
      const isBit = value.trim() !== '' && Number.isInteger(bitNumber) && bitNumber >= 0 && bitNumber < 32;
      return name !== undefined && isBit ? [{ name: name.toUpperCase(), bitNumber, imageNumber }] : [];
    }),
  );
}
