/** The ways on which actions go to the server. */

export type PathName = 'socket' | 'http';

/** An action that leaves. */
export interface Letter {
  /** Names the call in errors, e.g. `showFitsImage`. */
  readonly method: string;
  /** The action as it goes over the wire. */
  readonly text: string;
  /** Whether it may run twice. */
  readonly idempotent: boolean;
  /** Another channel than the session's own. */
  readonly channel?: string | undefined;
  /** The only way it may go. */
  readonly via?: PathName | undefined;
  /** False where nothing may be sent besides. */
  readonly tracked?: boolean | undefined;
  /** True where its place among the others does not matter. */
  readonly isFree?: boolean | undefined;
  /** False for what is not worth a second try. */
  readonly retried?: boolean | undefined;
}

/** One way. What is handed to it is published in that order. */
export interface Path {
  readonly name: PathName;
  /** Letters that are not known to be published. */
  readonly underWay: number;
  /** Whether it takes one more now, where so many wait. */
  hasRoom(waiting: number): boolean;
  /** Resolves when the letter is known to be published. */
  send(letter: Letter): Promise<void>;
}
