/** Reads the little SQL that filters and columns are written in; nothing is ever evaluated as code. */

/** What an expression is worth in one row. */
export type Evaluate = (row: readonly unknown[]) => unknown;

/** Says what is wrong with an expression, in the words a server uses. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

const TOKEN =
  /\s*(?:"([^"]+)"|'((?:[^']|'')*)'|(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(<=|>=|<>|!=|\|\||[-+*/%()=<>,]))/y;

interface Token {
  readonly kind: 'column' | 'string' | 'number' | 'word' | 'sign';
  readonly text: string;
}

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

const FUNCTIONS: Readonly<Record<string, (value: number) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  exp: Math.exp,
  floor: Math.floor,
  ln: Math.log,
  lg: Math.log10,
  log: Math.log10,
  log10: Math.log10,
  round: Math.round,
  sqrt: Math.sqrt,
};

/** Compiles a condition or a value over the columns of these names. Throws `ExpressionError`. */
export function compileExpression(text: string, columns: readonly string[]): Evaluate {
  const parser = new Parser(tokensOf(text), columns);
  const evaluate = parser.or();
  parser.end();
  return evaluate;
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== '') {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw syntaxError(text.slice(at).trim().slice(0, 1));
    const [, column, string, number, word, sign] = match;
    if (column !== undefined) tokens.push({ kind: 'column', text: column });
    else if (string !== undefined) tokens.push({ kind: 'string', text: string.replace(/''/g, "'") });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else tokens.push({ kind: 'sign', text: sign ?? '' });
  }
  return tokens;
}

const syntaxError = (at: string): ExpressionError =>
  new ExpressionError(`Parser Error: syntax error at or near "${at}"`);

class Parser {
  #next = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly columns: readonly string[],
  ) {}

  end(): void {
    const token = this.tokens[this.#next];
    if (token) throw syntaxError(token.text);
  }

  or(): Evaluate {
    let left = this.#and();
    while (this.#word('OR')) {
      const [one, other] = [left, this.#and()];
      left = (row) => one(row) === true || other(row) === true;
    }
    return left;
  }

  #and(): Evaluate {
    let left = this.#not();
    while (this.#word('AND')) {
      const [one, other] = [left, this.#not()];
      left = (row) => one(row) === true && other(row) === true;
    }
    return left;
  }

  #not(): Evaluate {
    if (!this.#word('NOT')) return this.#comparison();
    const inner = this.#not();
    return (row) => inner(row) !== true;
  }

  #comparison(): Evaluate {
    const left = this.#text();
    if (this.#word('IS')) return this.#isNull(left);
    const isNegated = this.#word('NOT');
    const test = this.#predicate(left);
    if (test) return isNegated ? (row) => left(row) !== null && test(row) !== true : test;
    if (isNegated) throw this.#unexpected();
    const sign = this.tokens[this.#next];
    const holds = sign?.kind === 'sign' ? COMPARISONS[sign.text] : undefined;
    if (holds === undefined) return left;
    this.#next++;
    const right = this.#text();
    return (row) => compares(left(row), right(row), holds);
  }

  #isNull(value: Evaluate): Evaluate {
    const isNegated = this.#word('NOT');
    if (!this.#word('NULL')) throw this.#unexpected();
    return (row) => (value(row) === null) !== isNegated;
  }

  /** `LIKE`, `IN`, `BETWEEN`; undefined when none of them follows. */
  #predicate(left: Evaluate): Evaluate | undefined {
    const equal = (order: number) => order === 0;
    if (this.#word('LIKE')) {
      const pattern = this.#text();
      return (row) => isLike(left(row), pattern(row));
    }
    if (this.#word('IN')) {
      const list = this.#list();
      return (row) => list.some((item) => compares(left(row), item(row), equal));
    }
    if (!this.#word('BETWEEN')) return undefined;
    const low = this.#sum();
    if (!this.#word('AND')) throw this.#unexpected();
    const high = this.#sum();
    return (row) =>
      compares(left(row), low(row), (order) => order >= 0) &&
      compares(left(row), high(row), (order) => order <= 0);
  }

  #list(): readonly Evaluate[] {
    this.#expect('(');
    const items = [this.#text()];
    while (this.#sign(',')) items.push(this.#text());
    this.#expect(')');
    return items;
  }

  /** Values joined by `||`; null with anything is null. */
  #text(): Evaluate {
    let left = this.#sum();
    while (this.#sign('||')) {
      const [one, other] = [left, this.#sum()];
      left = (row) => {
        const parts = [one(row), other(row)];
        return parts.includes(null) ? null : parts.join('');
      };
    }
    return left;
  }

  #sum(): Evaluate {
    return this.#chain(['+', '-'], () => this.#chain(['*', '/', '%'], () => this.#operand()));
  }

  #chain(signs: readonly string[], part: () => Evaluate): Evaluate {
    let left = part();
    for (let sign = this.#anySign(signs); sign !== undefined; sign = this.#anySign(signs)) {
      const apply = ARITHMETIC[sign];
      const [one, other] = [left, part()];
      if (apply) left = (row) => calculated(one(row), other(row), apply);
    }
    return left;
  }

  #operand(): Evaluate {
    if (this.#sign('-')) {
      const inner = this.#operand();
      return (row) => calculated(0, inner(row), (zero, value) => zero - value);
    }
    if (this.#sign('(')) {
      const inner = this.or();
      this.#expect(')');
      return inner;
    }
    const token = this.tokens[this.#next++];
    if (token?.kind === 'number') return () => Number(token.text);
    if (token?.kind === 'string') return () => token.text;
    if (token?.kind === 'word') return this.#named(token.text);
    if (token?.kind === 'column') return this.#column(token.text);
    this.#next--;
    throw this.#unexpected();
  }

  /** A word is a constant, a function when a bracket follows, or else a column. */
  #named(word: string): Evaluate {
    const constant = { true: true, false: false, null: null }[word.toLowerCase()];
    if (constant !== undefined) return () => constant;
    if (!this.#sign('(')) return this.#column(word);
    const apply = FUNCTIONS[word.toLowerCase()];
    if (apply === undefined)
      throw new ExpressionError(`Catalog Error: Scalar Function with name ${word} does not exist!`);
    const argument = this.#sum();
    this.#expect(')');
    return (row) => calculated(argument(row), 0, (value) => apply(value));
  }

  #column(name: string): Evaluate {
    const wanted = name.toLowerCase();
    const index = this.columns.findIndex((column) => column.toLowerCase() === wanted);
    if (index < 0)
      throw new ExpressionError(`COLUMN_NOT_FOUND:Referenced column "${name}" not found in FROM clause!`);
    return (row) => row[index] ?? null;
  }

  #word(word: string): boolean {
    const token = this.tokens[this.#next];
    const isHere = token?.kind === 'word' && token.text.toUpperCase() === word;
    if (isHere) this.#next++;
    return isHere;
  }

  #anySign(signs: readonly string[]): string | undefined {
    return signs.find((sign) => this.#sign(sign));
  }

  #sign(sign: string): boolean {
    const token = this.tokens[this.#next];
    const isHere = token?.kind === 'sign' && token.text === sign;
    if (isHere) this.#next++;
    return isHere;
  }

  #expect(sign: string): void {
    if (!this.#sign(sign)) throw this.#unexpected();
  }

  #unexpected(): ExpressionError {
    const token = this.tokens[this.#next];
    return token
      ? syntaxError(token.text)
      : new ExpressionError('Parser Error: syntax error at end of input');
  }
}

/** Nothing compares to null. */
function compares(left: unknown, right: unknown, holds: (order: number) => boolean): boolean {
  if (left === null || right === null) return false;
  const order = orderOf(left, right);
  return !Number.isNaN(order) && holds(order);
}

/** Negative, zero or positive; NaN when the two cannot be compared. */
export function orderOf(left: unknown, right: unknown): number {
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  return Number(left) - Number(right);
}

function calculated(left: unknown, right: unknown, apply: (a: number, b: number) => number): number | null {
  if (left === null || right === null) return null;
  const value = apply(Number(left), Number(right));
  return Number.isFinite(value) ? value : null;
}

/** `%` stands for any text, `_` for any character. */
function isLike(value: unknown, pattern: unknown): boolean {
  if (typeof value !== 'string' || typeof pattern !== 'string') return false;
  const escaped = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/%/g, '.*')
    .replace(/_/g, '.');
  return new RegExp(`^${escaped}$`, 's').test(value);
}
