/** All images as tiles, or the active one alone. */
export type Arrangement = 'one' | 'grid';

/** As many columns as make the cells nearest to squares. */
export function columnCount(count: number, width: number, height: number): number {
  const columns = Math.round(Math.sqrt((count * (width || 1)) / (height || 1)));
  return Math.min(Math.max(1, columns), Math.max(1, count));
}
