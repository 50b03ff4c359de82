/** Whether two values are equal as JSON: the order of keys does not count, nor what is undefined. */
export function same(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) {
    return one === other;
  }
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
    return one.every((item, index) => same(item, other[index]));
  }
  const [a, b] = [new Map(membersOf(one)), new Map(membersOf(other))];
  return a.size === b.size && [...a].every(([key, item]) => b.has(key) && same(item, b.get(key)));
}

const membersOf = (value: object): (readonly [string, unknown])[] =>
  Object.entries(value).filter(([, item]) => item !== undefined);
