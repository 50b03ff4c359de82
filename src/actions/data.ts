/** Data of any kind: the viewer finds out what it is. */
import * as z from 'zod/mini';
import { check } from '../schema/validate.js';
import { ACTION, type Action, compact } from './types.js';

export interface ShowDataOptions {
  /** Whether the user is shown what is in the file first, and picks from it. @default false */
  readonly previewMetadata?: boolean | undefined;
  /** @default the file's name */
  readonly title?: string | undefined;
}

const ShowData = z.strictObject({
  previewMetadata: z.optional(z.boolean()),
  title: z.optional(z.string()),
});

export function showData(
  source: {
    readonly file?: string | undefined;
    readonly url?: string | undefined;
    readonly name?: string | undefined;
  },
  options: ShowDataOptions = {},
): Action {
  const { previewMetadata = false, title } = check('showData', 'options', ShowData, options);
  const payload = compact({
    fileOnServer: source.file,
    url: source.url,
    immediate: !previewMetadata,
    displayName: title || source.name,
  });
  return { type: ACTION.ShowAnyData, payload };
}
