/** Extensions: what a viewer offers or reports back. */
import * as z from 'zod/mini';
import { check, nonEmpty } from '../schema/validate.js';
import { ACTION, type Action } from './types.js';

/** Types with a button in the viewer, shown when the user has made such a selection. */
export const BUTTON_TYPES = ['POINT', 'LINE_SELECT', 'AREA_SELECT'] as const;
export type ButtonType = (typeof BUTTON_TYPES)[number];

/** Types of extensions by the reference client's list; any other type of action is one as well. */
export const EXTENSION_TYPE = [...BUTTON_TYPES, 'table.highlight', 'table.select'] as const;
/** A type of extension, or of an action that viewers are to report. */
export type ExtensionType = (typeof EXTENSION_TYPE)[number] | (string & {});

export const ExtensionOptions = z.strictObject({
  /** Id; made up when not given. */
  extensionId: z.optional(nonEmpty('an extension id')),
  /** Plot it is for. @default all plots */
  plotId: z.optional(z.nullable(nonEmpty('a plot id'))),
  /** Text of the button. */
  title: z.optional(z.string()),
  toolTip: z.optional(z.string()),
  /** Address or data URI of an icon for the button. */
  imageUrl: z.optional(z.nullable(z.string())),
  /** Key that presses the button, e.g. `ctrl-p`. */
  shortcutKey: z.optional(z.string()),
});
export type ExtensionOptions = z.input<typeof ExtensionOptions>;

export function addExtension(
  extensionId: string,
  extType: ExtensionType,
  options: ExtensionOptions = {},
): Action {
  const input = check('addExtension', 'options', ExtensionOptions, options);
  const extension = {
    id: check('addExtension', 'extensionId', nonEmpty('an extension id'), extensionId),
    plotId: input.plotId ?? null,
    imageUrl: input.imageUrl ?? null,
    title: input.title ?? '',
    extType: check(
      'addExtension',
      'extType',
      nonEmpty('POINT, LINE_SELECT, AREA_SELECT or an action type'),
      extType,
    ),
    toolTip: input.toolTip ?? '',
    shortcutKey: input.shortcutKey ?? '',
  };
  return { type: ACTION.AddExtension, payload: { extension } };
}

export function removeExtension(extensionId: string): Action {
  const id = check('removeExtension', 'extensionId', nonEmpty('an extension id'), extensionId);
  return { type: ACTION.RemoveExtension, payload: { id } };
}
