/** Region layers, extensions, the viewer as a whole. */
import {
  addExtension,
  addRegionData,
  deleteRegionLayer,
  overlayRegionLayer,
  type RegionData,
  reinitViewer,
  removeExtension,
  removeRegionData,
} from 'firefly-client/actions';
import { fieldsOf } from '../subject.js';
import { given, inputOf, type Reader, withOptions } from './types.js';

export const createLayer: Reader = ({ drawLayerId, layerTitle, plotId, fileOnServer, regionAry }) => {
  const file = inputOf(fileOnServer, undefined) ?? inputOf(undefined, fileOnServer);
  if (file === undefined && fileOnServer !== undefined) return undefined;
  const regionLayerId = String(drawLayerId);
  const layer = given({ regionData: regionAry, regionLayerId, title: layerTitle, plotId });
  return {
    method: 'overlayRegionLayer',
    args: [given({ file: file?.input, ...layer })],
    rebuild: () => overlayRegionLayer({ regionLayerId, fileOnServer: file?.input }, layer),
  };
};

export const addRegions: Reader = ({ regionChanges, drawLayerId, plotId, layerTitle }) => {
  const options = given({ title: layerTitle, plotId });
  return {
    method: 'addRegionData',
    args: withOptions([regionChanges, drawLayerId], options),
    rebuild: () => addRegionData(drawLayerId as string, regionChanges as RegionData, options),
  };
};

export const removeRegions: Reader = ({ regionChanges, drawLayerId }) => ({
  method: 'removeRegionData',
  args: [regionChanges, drawLayerId],
  rebuild: () => removeRegionData(drawLayerId as string, regionChanges as RegionData),
});

export const deleteLayer: Reader = ({ drawLayerId, plotId }) => {
  const options = given({ plotId });
  return {
    method: 'deleteRegionLayer',
    args: withOptions([drawLayerId], options),
    rebuild: () => deleteRegionLayer(drawLayerId as string, options),
  };
};

export const extensionAdd: Reader = ({ extension }) => {
  const { id, extType, plotId, imageUrl, title, toolTip, shortcutKey } = fieldsOf(extension);
  const extensionId = String(id);
  const unlessEmpty = (value: unknown): unknown => (value === '' || value === null ? undefined : value);
  const options = given({
    extensionId,
    plotId: unlessEmpty(plotId),
    title: unlessEmpty(title),
    toolTip: unlessEmpty(toolTip),
    imageUrl: unlessEmpty(imageUrl),
    shortcutKey: unlessEmpty(shortcutKey),
  });
  return {
    method: 'addExtension',
    args: [extType, options],
    rebuild: () => addExtension(extensionId, extType as string, options),
  };
};

export const extensionRemove: Reader = ({ id }) => ({
  method: 'removeExtension',
  args: [id],
  rebuild: () => removeExtension(id as string),
});

export const reinit: Reader = () => ({ method: 'reinitViewer', args: [], rebuild: reinitViewer });
