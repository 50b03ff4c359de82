/**
 * What a program has put on the screen, as the actions that bring it there again. It is kept from the actions themselves, in the order
 * in which they left, and from what viewers report of views: those are changed by people as well.
 */
import { ACTION, type Action } from '../actions/types.js';
import { effectOf } from './effects.js';
import { toAction } from './views.js';

/** One thing on the screen: an image, a table, a chart, a layer, … */
export interface SceneItem {
  /** What it is and its id, e.g. `plot:m31`, `table:stars`, `mask:m31/CR`. */
  readonly key: string;
  /** What makes it, and then what changes it, in an order that works. */
  readonly actions: readonly Action[];
}

type Payload = Readonly<Record<string, unknown>>;

interface Item {
  make: Action[];
  /** What changes it, the last of each kind. */
  readonly changes: Map<string, Action>;
}

/** These concern all images, so they come after them. */
const LAST = ['alignment:', 'active:'];

export class Scene {
  readonly #items = new Map<string, Item>();

  /** Takes an action that was sent. Of actions that put nothing on the screen, and of unknown ones, nothing is kept. */
  apply(action: Action): void {
    const effect = effectOf(action);
    if (effect === undefined) return;
    if ('clears' in effect) this.#items.clear();
    else if ('removes' in effect) for (const key of effect.removes) this.#remove(key);
    else if ('makes' in effect) this.#make(effect.makes, action);
    else if ('adds' in effect) this.#add(effect.adds, action);
    else for (const key of effect.changes) this.#change(key, effect.kind, oneOf(action, key));
  }

  /** Takes what a viewer reports of a view. */
  note(type: string, report: Payload): void {
    const action = toAction(type, report);
    if (action !== undefined && !this.#knowsBetter(action)) this.apply(action);
  }

  /** Everything on the screen, in the order in which it was put there. */
  items(): SceneItem[] {
    const items = [...this.#items].map(([key, { make, changes }]) => ({
      key,
      actions: [...make, ...changes.values()],
    }));
    return [
      ...items.filter(({ key }) => !LAST.includes(key)),
      ...LAST.flatMap((last) => items.filter(({ key }) => key === last)),
    ];
  }

  /** Reports of positions leave out their system (observed): what asked for the same numbers has it. */
  #knowsBetter({ type, payload }: Action): boolean {
    if (type !== ACTION.PanImage) return false;
    const asked = this.#items.get(`plot:${payload['plotId']}`)?.changes.get('center')?.payload['centerPt'];
    const numbers = (point: unknown) => String(point).split(';', 2).map(Number).join();
    return asked !== undefined && numbers(asked) === numbers(payload['centerPt']);
  }

  clear(): void {
    this.#items.clear();
  }

  #make(key: string, action: Action): void {
    if (key.endsWith(':') && !LAST.includes(key) && key !== 'layout:') return;
    this.#items.set(key, { make: [action], changes: new Map() });
  }

  /** The last change comes last: that of all bands is not to undo a later one of a single band. */
  #change(key: string, kind: string, action: Action): void {
    const changes = this.#items.get(key)?.changes;
    changes?.delete(kind);
    changes?.set(kind, action);
  }

  /** Regions that are added make a layer that is missing. */
  #add(key: string, action: Action): void {
    const item = this.#items.get(key);
    if (item !== undefined) item.make.push(action);
    else if (action.type === ACTION.AddRegionData) this.#make(key, action);
  }

  /** With an image go its masks. */
  #remove(key: string): void {
    this.#items.delete(key);
    if (!key.startsWith('plot:')) return;
    const masks = `mask:${key.slice('plot:'.length)}/`;
    for (const other of [...this.#items.keys()]) if (other.startsWith(masks)) this.#items.delete(other);
  }
}

/** A change of several images, for one of them. */
function oneOf(action: Action, key: string): Action {
  if (!Array.isArray(action.payload['plotId'])) return action;
  return { type: action.type, payload: { ...action.payload, plotId: key.slice('plot:'.length) } };
}
