/** SIP: distortions of a plane as polynomials of pixel offsets from the reference pixel (Shupe et al. 2005). */
import type { Keywords } from './header.js';

export interface Offset {
  readonly u: number;
  readonly v: number;
}

export interface Distortion {
  /** Pixel offsets without distortion. */
  forward(offset: Offset): Offset;
  /** The pixel offset that `forward` brings here; `undefined` where the polynomials have no way back. */
  backward(offset: Offset): Offset | undefined;
}

interface Term {
  readonly p: number;
  readonly q: number;
  readonly factor: number;
}

/** `undefined` where a header has no distortion. */
export function distortionOf(keywords: Keywords): Distortion | undefined {
  const [a, b] = [termsOf(keywords, 'A'), termsOf(keywords, 'B')];
  if (a.length === 0 && b.length === 0) return undefined;
  const forward = ({ u, v }: Offset): Offset => ({ u: u + polynomial(a, u, v), v: v + polynomial(b, u, v) });
  return { forward, backward: (wanted) => newton(wanted, forward, a, b) };
}

function termsOf(keywords: Keywords, name: string): Term[] {
  const order = keywords.number(`${name}_ORDER`) ?? 0;
  const terms: Term[] = [];
  for (let p = 0; p <= order; p++) {
    for (let q = 0; p + q <= order; q++) {
      const factor = keywords.number(`${name}_${p}_${q}`) ?? 0;
      if (factor !== 0) terms.push({ p, q, factor });
    }
  }
  return terms;
}

function polynomial(terms: readonly Term[], u: number, v: number): number {
  return terms.reduce((sum, { p, q, factor }) => sum + factor * u ** p * v ** q, 0);
}

const alongU = (terms: readonly Term[], u: number, v: number): number =>
  terms.reduce((sum, { p, q, factor }) => sum + (p === 0 ? 0 : factor * p * u ** (p - 1) * v ** q), 0);
const alongV = (terms: readonly Term[], u: number, v: number): number =>
  terms.reduce((sum, { p, q, factor }) => sum + (q === 0 ? 0 : factor * q * u ** p * v ** (q - 1)), 0);

/** The polynomials of a header for the way back (AP, BP) are approximate, so the exact ones are solved. */
function newton(
  wanted: Offset,
  forward: (offset: Offset) => Offset,
  a: readonly Term[],
  b: readonly Term[],
): Offset | undefined {
  let { u, v } = wanted;
  for (let step = 0; step < 50; step++) {
    const reached = forward({ u, v });
    const [du, dv] = [wanted.u - reached.u, wanted.v - reached.v];
    if (Math.hypot(du, dv) <= 1e-11 * Math.max(1, Math.hypot(wanted.u, wanted.v))) return { u, v };
    const [uu, uv, vu, vv] = [1 + alongU(a, u, v), alongV(a, u, v), alongU(b, u, v), 1 + alongV(b, u, v)];
    const determinant = uu * vv - uv * vu;
    if (!Number.isFinite(determinant) || determinant === 0) return undefined;
    u += (vv * du - uv * dv) / determinant;
    v += (uu * dv - vu * du) / determinant;
  }
  return undefined;
}
