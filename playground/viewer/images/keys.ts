import type { ZoomKind } from '../gestures.js';
import { between, type PointerActions } from './pointer.js';
import type { ImageView } from './view.js';
import { nextLevel, type Place } from './viewport.js';

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** How far an arrow key moves the cursor of a tool, in CSS pixels; more with Shift. */
const [step, leap] = [8, 40];

/** Everything that a mouse can do on an image, by keys: a cross stands for the pointer. */
export function attachKeys(view: ImageView, actions: PointerActions): void {
  /** Where a line or an area was begun. */
  let start: Place | undefined;
  const reach = (at: Place): void => {
    view.showCursor(at);
    actions.hover(view.pick(at));
    const tool = actions.tool();
    const selection = start && tool !== 'move' ? between(view, start, at, tool) : undefined;
    if (selection) view.select(selection);
  };
  view.body.addEventListener('blur', () => {
    start = undefined;
    view.showCursor(undefined);
  });
  view.body.addEventListener('keydown', (event) => {
    if (!view.picture || event.ctrlKey || event.metaKey || event.altKey) return;
    const tool = actions.tool();
    const arrow = arrows[event.key];
    if (arrow) {
      if (tool === 'move') pan(view, arrow, event.shiftKey, actions);
      else reach(moved(view, cursorOf(view), arrow, event.shiftKey));
    } else if (event.key === 'Enter' || event.key === ' ') {
      const at = cursorOf(view);
      if (tool === 'move') click(view, at, actions);
      else if (start === undefined) start = at;
      else {
        const selection = between(view, start, at, tool);
        start = undefined;
        if (selection) actions.selected(selection);
      }
      reach(at);
    } else if (event.key === 'Escape' && start !== undefined) {
      start = undefined;
      view.select(undefined);
    } else if (!zoom(view, event.key, actions)) return;
    event.preventDefault();
  });
}

const middle = ({ viewport: { width, height } }: ImageView): Place => ({ x: width / 2, y: height / 2 });

const cursorOf = (view: ImageView): Place => view.cursor ?? middle(view);

function moved(view: ImageView, from: Place, [dx, dy]: readonly [number, number], far: boolean): Place {
  const by = far ? leap : step;
  const { width, height } = view.viewport;
  const within = (value: number, most: number): number => Math.min(most, Math.max(0, value));
  return { x: within(from.x + dx * by, width), y: within(from.y + dy * by, height) };
}

function click(view: ImageView, at: Place, actions: PointerActions): void {
  const point = view.pick(at);
  if (point) actions.clicked(point, at);
}

/** The image under the cross is read, which stays in the middle. */
function pan(
  view: ImageView,
  [dx, dy]: readonly [number, number],
  far: boolean,
  actions: PointerActions,
): void {
  const { zoom, center, width } = view.viewport;
  const by = (far ? width / 2 : width / 16) / zoom;
  view.setViewport({ center: { x: center.x + dx * by, y: center.y - dy * by } });
  view.showCursor(middle(view));
  actions.hover(view.pick(middle(view)));
  actions.panned();
}

function zoom(view: ImageView, key: string, actions: PointerActions): boolean {
  const to = (level: number, kind: ZoomKind): true => {
    view.setViewport({ zoom: level });
    actions.zoomed(view.viewport.zoom, kind);
    return true;
  };
  if (key === '+' || key === '=') return to(nextLevel(view.viewport.zoom, true), 'UP');
  if (key === '-') return to(nextLevel(view.viewport.zoom, false), 'DOWN');
  if (key === '1') return to(1, 'ONE');
  if (key !== '0') return false;
  actions.zoomed(view.fit(), 'FIT');
  return true;
}
