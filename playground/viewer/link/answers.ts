/** Reading what the server answers, in the page as well as in its worker. */
import { type TableModel, ViewerFailure } from 'firefly-client/testing';

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The answer of a command; `ViewerFailure` where there is none. */
export function readAnswer(
  response: { readonly ok: boolean; readonly status: number },
  text: string,
): unknown {
  const answer = parsed(text);
  if (response.ok && answer !== undefined) return answer;
  throw new ViewerFailure(
    'The server refused',
    reasonOf(answer) ?? (text.slice(0, 200) || `HTTP ${response.status}`),
  );
}

/** A table out of an answer; `ViewerFailure` with the server's words where it is none. */
export function readTable(answer: unknown): TableModel {
  if (isTable(answer)) return answer;
  throw new ViewerFailure('No table', reasonOf(answer) ?? 'The server sent no table.');
}

export async function told(response: Response): Promise<string> {
  const text = (await response.text().catch(() => '')).replace(/<[^>]*>/g, ' ').trim();
  return reasonOf(parsed(text)) ?? (text.slice(0, 200) || `HTTP ${response.status}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTable(value: unknown): value is TableModel {
  return isRecord(value) && isRecord(value['request']) && ('totalRows' in value || 'tableData' in value);
}

/** The words in an answer that reports a failure, whichever of its shapes it has. */
export function reasonOf(answer: unknown): string | undefined {
  const first: unknown = Array.isArray(answer) ? answer[0] : answer;
  if (!isRecord(first)) return undefined;
  const { error } = first;
  const inner = isRecord(error) ? Object.values(error) : [error];
  const texts = [...inner, first['cause1']].filter((text) => typeof text === 'string' && text !== '');
  return texts.length > 0 ? texts.join(': ') : undefined;
}
