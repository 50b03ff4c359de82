/** Masks and footprints over images; cells and layouts. */
import {
  addCell,
  addMask,
  type CellType,
  changeTriviewLayout,
  overlayFootprints,
  removeMask,
  setMaskColor,
  setMaskOpacity,
  showCoverage,
  showImageMetadata,
  type TriviewLayout,
} from 'firefly-client/actions';
import { fieldsOf } from '../subject.js';
import { given, inputOf, type Reader, withOptions } from './types.js';

export const mask: Reader = ({ plotId, imageOverlayId, imageNumber, maskNumber, title, color, fileKey }) => {
  const file = inputOf(fileKey, undefined);
  if (file === undefined && fileKey !== undefined) return undefined;
  const maskId = String(imageOverlayId);
  const options = given({ maskId, color, title });
  return {
    method: 'addMask',
    args: [maskNumber, imageNumber, plotId, given({ file: file?.input, ...options })],
    rebuild: () =>
      addMask(
        { maskId, fileOnServer: file?.input },
        maskNumber as number,
        imageNumber as number,
        plotId as string,
        options,
      ),
  };
};

export const maskRemoved: Reader = ({ plotId, imageOverlayId }) => ({
  method: 'removeMask',
  args: [plotId, imageOverlayId],
  rebuild: () => removeMask(plotId as string, imageOverlayId as string),
});

export const maskChanged: Reader = ({ plotId, imageOverlayId, attributes }) => {
  const { opacity, colorAttributes } = fieldsOf(attributes);
  const { color } = fieldsOf(colorAttributes);
  const [plot, id] = [plotId as string, imageOverlayId as string];
  return opacity !== undefined
    ? {
        method: 'setMaskOpacity',
        args: [plotId, imageOverlayId, opacity],
        rebuild: () => setMaskOpacity(plot, id, opacity as number),
      }
    : {
        method: 'setMaskColor',
        args: [plotId, imageOverlayId, color],
        rebuild: () => setMaskColor(plot, id, color as string),
      };
};

export const footprints: Reader = (payload) => {
  const { drawLayerId, footprintFile, footprintImageFile, tbl_index, ...params } = payload;
  const data = inputOf(footprintFile, undefined) ?? inputOf(undefined, footprintFile);
  const image = inputOf(footprintImageFile, undefined) ?? inputOf(undefined, footprintImageFile);
  if (data === undefined || (image === undefined && footprintImageFile !== undefined)) return undefined;
  const footprintLayerId = String(drawLayerId);
  const options = given({ footprintLayerId, tableIndex: tbl_index, ...params });
  return {
    method: 'overlayFootprints',
    args: [data.input, given({ imageFile: image?.input, ...options })],
    rebuild: () =>
      overlayFootprints(
        { footprintLayerId, footprintFile: data.input, footprintImageFile: image?.input },
        options,
      ).action,
  };
};

/** Only clients of pages with cells send these; the others only the layout. */
export const cell: Reader = ({ row, col, width, height, type, cellId }, mode) => {
  if (mode !== 'slate') return undefined;
  const place = { row, col, width, height } as Record<'row' | 'col' | 'width' | 'height', number>;
  const id = String(cellId);
  const options = type === 'tables' && id === 'main' ? {} : { cellId: id };
  return {
    method: 'addCell',
    args: withOptions([row, col, width, height, type], options),
    rebuild: () => addCell({ cellId: id }, place, type as CellType, options),
  };
};

export const special: Reader = ({ viewerType, cellId }, mode) => {
  if (mode !== 'slate') return undefined;
  const options = cellId === `${String(viewerType)}-main` ? {} : { viewerId: String(cellId) };
  const [method, build] =
    viewerType === 'coverageImage'
      ? (['showCoverage', showCoverage] as const)
      : (['showImageMetadata', showImageMetadata] as const);
  return { method, args: withOptions([], options), rebuild: () => build(options) };
};

export const layout: Reader = ({ triviewLayout }, mode) =>
  mode === 'slate'
    ? undefined
    : {
        method: 'changeTriviewLayout',
        args: [triviewLayout],
        rebuild: () => changeTriviewLayout(triviewLayout as TriviewLayout),
      };
