/** Where in a caller's data something is, for errors that name it. */
import { ArgumentError } from '../errors.js';

/** A method and the argument that it was given. */
export interface Place {
  readonly method: string;
  readonly argument: string;
}

export const columnAt = (place: Place, name: string): Place => ({
  ...place,
  argument: `column '${name.length > 60 ? `${name.slice(0, 59)}…` : name}'`,
});

export const rowAt = ({ method, argument }: Place, row: number): Place => ({
  method,
  argument: `${argument}, row ${row},`,
});

export function refuse({ method, argument }: Place, value: unknown, expected: string): never {
  throw new ArgumentError(method, argument, value, expected);
}
