/** What programs have asked a viewer to tell them, and the buttons they offer. */
import { isRecord } from '../schema/json.js';
import type { ExtensionButton, JsonObject } from './engine.js';
import { stringAt } from './viewer-context.js';
import type { Extension } from './viewer-state.js';

type ButtonType = ExtensionButton['extType'];

export class Extensions {
  readonly #byId = new Map<string, Extension>();

  get list(): readonly Extension[] {
    return [...this.#byId.values()];
  }

  get(id: string): Extension | undefined {
    return this.#byId.get(id);
  }

  /** Adds what an action describes; returns whether there was anything to add. */
  add(payload: JsonObject): boolean {
    const extension = readExtension(payload['extension']);
    if (extension === undefined) return false;
    for (const other of this.list) if (sameButton(other, extension)) this.#byId.delete(other.id);
    this.#byId.set(extension.id, extension);
    return true;
  }

  remove(id: string): boolean {
    return this.#byId.delete(id);
  }

  /** Those who want to hear of every action of a type. */
  watchers(type: string): readonly Extension[] {
    return this.list.filter(({ extType }) => extType === type && !isButtonType(extType));
  }

  /** Whether a click on an image is worth telling (T26). */
  get wantsPoints(): boolean {
    return this.list.some(({ extType }) => extType === 'POINT');
  }

  get buttons(): readonly ExtensionButton[] {
    return this.list.flatMap(({ extType, ...look }) => (isButtonType(extType) ? [{ ...look, extType }] : []));
  }
}

export function isButtonType(extType: string): extType is ButtonType {
  return extType === 'POINT' || extType === 'LINE_SELECT' || extType === 'AREA_SELECT';
}

/** Ids do not count here: two extensions that look alike cannot stand side by side (T21). */
function sameButton(one: Extension, other: Extension): boolean {
  return (
    one.plotId === other.plotId &&
    one.extType === other.extType &&
    one.title === other.title &&
    one.shortcutKey === other.shortcutKey
  );
}

function readExtension(value: unknown): Extension | undefined {
  if (!isRecord(value)) return undefined;
  const id = stringAt(value, 'id');
  const extType = stringAt(value, 'extType');
  if (id === undefined || extType === undefined) return undefined;
  return {
    id,
    extType,
    plotId: stringAt(value, 'plotId') ?? null,
    imageUrl: stringAt(value, 'imageUrl') ?? null,
    title: stringAt(value, 'title') ?? '',
    toolTip: stringAt(value, 'toolTip') ?? '',
    shortcutKey: stringAt(value, 'shortcutKey') ?? '',
  };
}
