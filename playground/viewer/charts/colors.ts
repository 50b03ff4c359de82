import type { Rgb } from '../work/raster.js';

export interface Color {
  readonly rgb: Rgb;
  readonly opacity: number;
}

let pen: CanvasRenderingContext2D | null | undefined;

/** Any colour that CSS knows; black where it is none. */
export function readColor(text: string): Color {
  const plain = /^rgba?\(([^)]*)\)$/.exec(text.trim()) ?? /^rgba?\(([^)]*)\)$/.exec(named(text));
  if (plain) {
    const [r = 0, g = 0, b = 0, a = 1] = (plain[1] ?? '').split(/[\s,/]+/).map(Number);
    return { rgb: [r, g, b], opacity: a };
  }
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(named(text));
  const part = (index: number) => Number.parseInt(hex?.[index] ?? '0', 16);
  return { rgb: [part(1), part(2), part(3)], opacity: 1 };
}

/** A canvas prints colours as `#rrggbb`, or `rgba(…)` where one can see through. */
function named(text: string): string {
  if (/^#[0-9a-f]{6}$/i.test(text)) return text;
  pen ??= document.createElement('canvas').getContext('2d');
  if (!pen) return '#000000';
  pen.fillStyle = '#000000';
  pen.fillStyle = text;
  return String(pen.fillStyle);
}
