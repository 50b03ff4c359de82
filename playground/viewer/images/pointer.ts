import type { PickedPoint } from 'firefly-client/testing';
import type { Selection, ZoomKind } from '../gestures.js';
import { attachKeys } from './keys.js';
import type { ImageView } from './view.js';
import { type Place, zoomedAbout, zoomStep } from './viewport.js';

/** What dragging does. */
export type Tool = 'move' | 'line' | 'area';

export interface PointerActions {
  tool(): Tool;
  activate(): void;
  hover(point: PickedPoint | undefined): void;
  zoomed(level: number, kind: ZoomKind, at?: Place): void;
  panned(): void;
  /** A plain click. */
  clicked(point: PickedPoint, place: Place): void;
  selected(selection: Selection): void;
}

/** A pointer that moved less than this has clicked. */
const clickDistance = 4;

interface Drag {
  readonly start: Place;
  readonly center: { readonly x: number; readonly y: number };
  readonly pointer: number;
  moved: boolean;
}

/** Lets a mouse, a finger or the keyboard move, zoom and mark an image. */
export function attachPointer(view: ImageView, actions: PointerActions): void {
  let drag: Drag | undefined;
  const body = view.body;
  body.addEventListener('pointerdown', (event) => {
    actions.activate();
    if (event.button !== 0 || !view.picture) return;
    drag = {
      start: place(body, event),
      center: view.viewport.center,
      pointer: event.pointerId,
      moved: false,
    };
    body.setPointerCapture(event.pointerId);
  });
  body.addEventListener('pointermove', (event) => {
    const at = place(body, event);
    view.showCursor(undefined);
    actions.hover(view.pick(at));
    if (drag?.pointer === event.pointerId) dragTo(view, drag, at, actions.tool());
  });
  body.addEventListener('pointerup', (event) => {
    if (drag?.pointer !== event.pointerId) return;
    const ended = drag;
    drag = undefined;
    finish(view, ended, place(body, event), actions);
  });
  body.addEventListener('pointercancel', () => {
    drag = undefined;
  });
  body.addEventListener('pointerleave', () => actions.hover(undefined));
  body.addEventListener('wheel', (event) => wheel(view, event, actions), { passive: false });
  body.addEventListener('dblclick', (event) => {
    const point = actions.tool() === 'move' ? view.pick(place(body, event)) : undefined;
    if (!point) return;
    view.setViewport({ center: point.image });
    actions.panned();
  });
  attachKeys(view, actions);
}

function place(body: HTMLElement, event: MouseEvent): Place {
  const box = body.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

function dragTo(view: ImageView, drag: Drag, at: Place, tool: Tool): void {
  const [dx, dy] = [at.x - drag.start.x, at.y - drag.start.y];
  drag.moved ||= Math.hypot(dx, dy) >= clickDistance;
  if (!drag.moved) return;
  if (tool === 'move') {
    const { zoom } = view.viewport;
    view.setViewport({ center: { x: drag.center.x - dx / zoom, y: drag.center.y + dy / zoom } });
    return;
  }
  const selection = between(view, drag.start, at, tool);
  if (selection) view.select(selection);
}

/** What lies between two places, as a line or an area. */
export function between(
  view: ImageView,
  start: Place,
  end: Place,
  tool: 'line' | 'area',
): Selection | undefined {
  const [from, to] = [view.pick(start), view.pick(end)];
  return from && to && { type: tool === 'line' ? 'LINE_SELECT' : 'AREA_SELECT', from, to };
}

function finish(view: ImageView, drag: Drag, at: Place, actions: PointerActions): void {
  const tool = actions.tool();
  if (!drag.moved) {
    const point = view.pick(at);
    if (point && tool === 'move') actions.clicked(point, at);
  } else if (tool === 'move') {
    actions.panned();
  } else {
    const selection = between(view, drag.start, at, tool);
    if (selection) actions.selected(selection);
  }
}

function wheel(view: ImageView, event: WheelEvent, actions: PointerActions): void {
  if (!view.picture || event.deltaY === 0) return;
  event.preventDefault();
  actions.activate();
  const up = event.deltaY < 0;
  const level = view.viewport.zoom * (up ? zoomStep : 1 / zoomStep);
  const at = place(view.body, event);
  const { zoom, center } = zoomedAbout(view.viewport, level, at);
  view.setViewport({ zoom, center });
  actions.zoomed(zoom, up ? 'UP' : 'DOWN', at);
}
