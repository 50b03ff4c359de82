/** The part of JS9 (and of its FITS and WCS library) that the viewer uses. */

export interface Js9Colormap {
  readonly name: string;
  /** Red, green and blue (0…255) of a cell; cells run from 0 to COLORSIZE - 1. */
  mkColorCell(index: number): readonly [number, number, number];
}

/** The pixels and header of one image, made here or by the FITS library. */
export interface Js9Hdu {
  readonly bitpix: number;
  readonly image?: ArrayLike<number>;
  readonly naxis?: number;
  readonly naxis1?: number;
  readonly naxis2?: number;
  /** The whole header, 80 characters a line. */
  readonly cardstr?: string;
  readonly ncard?: number;
  readonly imtab?: 'image';
  readonly bin?: number;
}

export interface Js9Image {
  readonly raw: {
    readonly width: number;
    readonly height: number;
    readonly bitpix: number;
    readonly data: ArrayLike<number>;
    readonly header: Readonly<Record<string, unknown>>;
    /** Handle of the WCS; 0 or absent when the header has none. */
    readonly wcs?: number;
  };
  readonly params: {
    scalemin: number;
    scalemax: number;
    zscalecontrast: number;
    zscalesamples: number;
    zscaleline: number;
    z1?: number;
    z2?: number;
    wcssys?: string;
  };
  readonly rgb: { img?: ImageData; readonly sect: { readonly width: number; readonly height: number } };
  readonly display: { readonly canvas: HTMLCanvasElement; readonly context: CanvasRenderingContext2D };
  /** Index of the shade (0 to SCALESIZE - 1) of each pixel. */
  readonly colorData: Int32Array;
  validWCS(): boolean;
  setWCSSys(system: string, updateDefault?: boolean): unknown;
  setWCSUnits(units: string, updateDefault?: boolean): unknown;
  mkColorData(): unknown;
  displayImage(mode: string): unknown;
  zscale(set?: boolean): unknown;
  logicalToImagePos(position: { x: number; y: number }, system: string): { x: number; y: number };
  closeImage(options?: object): void;
}

export interface Js9 {
  readonly SCALESIZE: number;
  readonly COLORSIZE: number;
  readonly readied?: boolean;
  readonly inited?: boolean;
  readonly fits: { readonly ready?: boolean; readonly options: object };
  readonly colormaps: readonly Js9Colormap[];
  readonly displays: { readonly id: string }[];
  readonly Image: {
    new (hdu: Js9Hdu, options: object, onload?: (image: Js9Image) => void): Js9Image;
    /** A hook of JS9: makes the picture instead of JS9's own loop when it returns `true`. */
    prototype: { MakeRGBImage?: (this: Js9Image) => boolean };
  };
  AddDivs(...ids: string[]): void;
  /** Puts bytes into the file system of the FITS library. */
  vfile(name: string, bytes: Uint8Array, canOwn?: boolean): unknown;
  vunlink(name: string): void;
  handleFITSFile(name: string, options: object, handler: (hdu: Js9Hdu, options: object) => void): void;
  pix2wcs(wcs: number, x: number, y: number): string;
  wcs2pix(wcs: number, lon: number, lat: number): string;
}

interface JQueryOnDocument {
  on(event: string, handler: () => void): unknown;
}

declare global {
  interface Window {
    readonly JS9?: Js9;
    readonly jQuery?: (target: Document) => JQueryOnDocument;
  }
}

/** JS9, once it and its FITS library are loaded. */
export function js9(): Js9 {
  if (!window.JS9) throw new Error('JS9 is not loaded.');
  return window.JS9;
}

/** Resolves when JS9 can read FITS files; rejects after `timeoutMs`. */
export function js9Ready(timeoutMs = 60_000): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!window.JS9 || !window.jQuery)
      return reject(new Error('The image engine (JS9) could not be loaded.'));
    if (window.JS9.readied) return resolve();
    const timer = setTimeout(() => reject(new Error('The image engine (JS9) did not start.')), timeoutMs);
    window.jQuery(document).on('JS9:ready', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
