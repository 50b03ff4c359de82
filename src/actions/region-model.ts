/** Regions as values: what the builders take and the parser gives. */

/** An angle or a length: a number is degrees in the sky and pixels in an image; a text has a unit: `20"`, `5'`, `0.1deg`, `12px`. */
export type Size = number | string;

/** A position: right ascension and declination in degrees (J2000), longitude and latitude of another system, or pixels. */
export type RegionPosition =
  | { readonly ra: number; readonly dec: number }
  | { readonly lon: number; readonly lat: number; readonly system: SkySystem }
  | { readonly x: number; readonly y: number; readonly system?: PixelSystem | undefined };

/** Systems of the sky that regions know. */
export const SKY_SYSTEMS = ['J2000', 'B1950', 'ICRS', 'GALACTIC', 'ECLIPTIC'] as const;
export type SkySystem = (typeof SKY_SYSTEMS)[number];
/** `image`: the first pixel of the FITS file is (1, 1). `physical`: as the file's `LTM`/`LTV` cards say. */
export const PIXEL_SYSTEMS = ['image', 'physical'] as const;
export type PixelSystem = (typeof PIXEL_SYSTEMS)[number];

/** Signs of points. */
export const POINT_SHAPES = ['circle', 'box', 'diamond', 'cross', 'x', 'arrow', 'boxcircle'] as const;

/** How a region looks. */
export interface RegionStyle {
  /** Colour as in HTML. @default green */
  readonly color?: string | undefined;
  /** Any text; it is escaped. */
  readonly text?: string | undefined;
  /** Screen pixels. */
  readonly width?: number | undefined;
  /** E.g. `helvetica 12 bold roman`. */
  readonly font?: string | undefined;
  readonly tag?: string | undefined;
  readonly dash?: boolean | undefined;
  /** False: what is outside of the region counts. @default true */
  readonly include?: boolean | undefined;
}

type At = RegionPosition & RegionStyle;

export type CircleRegion = At & { readonly radius: Size };
/** `a` and `b` are the half axes, `angle` is in degrees. */
export type EllipseRegion = At & { readonly a: Size; readonly b: Size; readonly angle?: number | undefined };
/** `w` and `h` are whole sides, `angle` is in degrees. `width` is that of the line. */
export type BoxRegion = At & { readonly w: Size; readonly h: Size; readonly angle?: number | undefined };
export type AnnulusRegion = At & { readonly radii: readonly Size[] };
export type PointRegion = At & {
  readonly shape?: (typeof POINT_SHAPES)[number] | undefined;
  /** Screen pixels. */
  readonly size?: number | undefined;
};
export type TextRegion = At & { readonly text: string };
export type LineRegion = RegionStyle & { readonly from: RegionPosition; readonly to: RegionPosition };
export type PolygonRegion = RegionStyle & { readonly points: readonly RegionPosition[] };

/** A region, and which shape it is. */
export type Region =
  | ({ readonly kind: 'circle' } & CircleRegion)
  | ({ readonly kind: 'ellipse' } & EllipseRegion)
  | ({ readonly kind: 'box' } & BoxRegion)
  | ({ readonly kind: 'annulus' } & AnnulusRegion)
  | ({ readonly kind: 'point' } & PointRegion)
  | ({ readonly kind: 'text' } & TextRegion)
  | ({ readonly kind: 'line' } & LineRegion)
  | ({ readonly kind: 'polygon' } & PolygonRegion);
