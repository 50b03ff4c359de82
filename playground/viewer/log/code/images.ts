/** What is shown: images of one or three colours, HiPS, data of any kind. */
import {
  type BandParams,
  showData,
  showFits3Color,
  showFitsImage,
  showHips,
  showImageOrHips,
} from 'firefly-client/actions';
import { fieldsOf } from '../subject.js';
import { given, inputOf, type Reader, titleOf, withOptions } from './types.js';

/** Where images go unless a cell is named. */
const anywhere = 'DEFAULT_FITS_VIEWER_ID';
const cellOf = (viewerId: unknown): unknown => (viewerId === anywhere ? undefined : viewerId);

/** Names that a method takes as options of its own, so that they cannot be parameters. */
const reserved = ['fetchBy', 'filename', 'fileOnServer', 'input'];

/** The parameters of an image without those that are there by themselves. */
function paramsOf(request: unknown): Readonly<Record<string, unknown>> {
  const { plotGroupId, GroupLocked, file: _file, url: _url, ...params } = fieldsOf(request);
  return given({
    plotGroupId: plotGroupId === 'groupFromPython' ? undefined : plotGroupId,
    GroupLocked: GroupLocked === false ? undefined : GroupLocked,
    ...params,
  });
}

export const showImage: Reader = ({ wpRequest, viewerId, threeColor }, mode) => {
  if (Array.isArray(wpRequest)) return threeColors(wpRequest, cellOf(viewerId), mode);
  if (threeColor !== undefined) return undefined;
  const { file, url, plotId } = fieldsOf(wpRequest);
  const options = given({ plotId, viewerId: cellOf(viewerId), ...paramsOf(wpRequest) });
  const data = inputOf(file, url);
  if (data === undefined && (file !== undefined || url !== undefined)) return undefined;
  if (reserved.some((name) => name in options)) return undefined;
  return {
    method: 'showFitsImage',
    args: data === undefined ? [options] : withOptions([data.input], options),
    rebuild: () => showFitsImage(data?.source ?? {}, options, { mode }),
  };
};

function threeColors(
  requests: readonly unknown[],
  viewerId: unknown,
  mode: Parameters<Reader>[1],
): ReturnType<Reader> {
  const bands = requests.map((request) => {
    if (request === null) return null;
    const { Title, ...params } = paramsOf(request);
    const { file, url } = fieldsOf(request);
    return given({ file, url, ...params, Title: Title === '3 Color' ? undefined : Title });
  }) as readonly (BandParams | null)[];
  const options = given({ viewerId });
  return {
    method: 'showFits3Color',
    args: withOptions([bands], options),
    rebuild: () => showFits3Color(bands, options, { mode }).action,
  };
}

export const showHiPS: Reader = ({ wpRequest, plotId, viewerId, hipsImageConversion }, mode) => {
  const { hipsRootUrl, plotId: _plotId, ...params } = paramsOf(wpRequest);
  const options = given({ plotId, viewerId: cellOf(viewerId), hipsImageConversion, ...params });
  return {
    method: 'showHips',
    args: withOptions([hipsRootUrl], options),
    rebuild: () => showHips({ plotId: String(plotId), mode }, hipsRootUrl as string, options).action,
  };
};

export const showEither: Reader = (payload, mode) => {
  const { plotId, viewerId, imageRequest, hipsRequest, fovDegFallOver, plotAllSkyFirst, allSkyRequest } =
    payload;
  const options = given({
    plotId,
    viewerId: cellOf(viewerId),
    imageRequest,
    hipsRequest,
    fovDegFallOver: fovDegFallOver === 0.12 ? undefined : fovDegFallOver,
    allSkyRequest,
    plotAllSkyFirst: plotAllSkyFirst === false ? undefined : plotAllSkyFirst,
  });
  return {
    method: 'showImageOrHips',
    args: [options],
    rebuild: () => showImageOrHips({ plotId: String(plotId), mode }, options).action,
  };
};

export const showAnyData: Reader = ({ fileOnServer, url, immediate, displayName }) => {
  const data = inputOf(fileOnServer, url);
  if (data === undefined) return undefined;
  const options = given({
    previewMetadata: immediate === false ? true : undefined,
    title: titleOf(displayName),
  });
  return {
    method: 'showData',
    args: withOptions([data.input], options),
    rebuild: () => showData(data.source, options),
  };
};
