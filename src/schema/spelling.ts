/** Names that look like slips of others. */

/** The name that was probably meant; undefined where none is near. Letters may be exchanged, missing, or too many. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  const word = given.toLowerCase();
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 4)) + 1;
  for (const name of names) {
    const steps = distance(word, name.toLowerCase(), least);
    if (steps >= least || steps * 2 > name.length) continue;
    least = steps;
    best = name;
  }
  return best;
}

/** Steps from one word to another, where two letters that have changed places are one step. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let steps = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) steps = Math.min(steps, (before[j - 2] ?? 0) + 1);
      row.push(steps);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? limit;
}
