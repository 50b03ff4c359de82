/** The shapes in which a server answers commands. */
import type { CommandReply } from '../transport/types.js';

/** JSON with the type that most commands answer with. */
export function jsonReply(value: unknown): CommandReply {
  return { status: 200, contentType: 'application/json', text: printed(value) };
}

/** As a server prints it: integers of any size are bare numbers. */
function printed(value: unknown): string {
  let some = false;
  const text = JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member !== 'bigint') return member;
    some = true;
    return `\0${member}`;
  });
  return some ? text.replace(/"\\u0000(-?\d+)"/g, '$1') : text;
}

/** One object in an array: the shape of most answers. */
export function told(answer: object): CommandReply {
  return jsonReply([answer]);
}

export function success(): CommandReply {
  return told({ success: true });
}

/** Status 500 without a word of explanation. */
export function serverFailure(): CommandReply {
  return { status: 500, contentType: 'application/json;charset=UTF-8', text: '{"success":false,"error":{}}' };
}

/** An error with status 200, where `success` is a string; the reason often stands only in `cause1`. */
export function refusal(error: string, cause1?: string): CommandReply {
  return told(cause1 === undefined ? { success: 'false', error } : { cause1, success: 'false', error });
}

/** What a command says that was called without something it needs. */
export function missing(parameter: string): CommandReply {
  return refusal(`missing parameter: ${parameter}`);
}

/**
 * An answer as a server without the trap `mixedAnswers` would give it: `success` is a boolean, and where there was
 * nothing but a status there is a text.
 */
export function plainlySaid(reply: CommandReply): CommandReply {
  const text =
    reply.text === serverFailure().text
      ? '[{"success":false,"error":"the server could not carry out the command"}]'
      : reply.text.replace(/"success":"(true|false)"/, '"success":$1');
  return { ...reply, text };
}

/** The text that is left when a server counts characters but sends bytes: as many bytes as the text has characters. */
export function cutToCharacters(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return bytes.length === text.length ? text : new TextDecoder().decode(bytes.subarray(0, text.length));
}
