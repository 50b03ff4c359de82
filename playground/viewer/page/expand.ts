import { byId, icon, icons, make } from './dom.js';

const panes = [
  { id: 'images', name: 'images' },
  { id: 'charts', name: 'charts' },
  { id: 'tables', name: 'tables' },
] as const;

/** Gives each pane a button that expands it over the page and back; Escape goes back, too. */
export function attachExpanders(layout: HTMLElement): void {
  const buttons = panes.map(({ id, name }) => {
    const face = make('button', { type: 'button', class: 'expand' });
    face.addEventListener('click', () => show(layout.dataset['expanded'] === id ? undefined : id));
    byId(id).prepend(face);
    return { id, name, face };
  });
  const show = (expanded: string | undefined): void => {
    if (expanded === undefined) delete layout.dataset['expanded'];
    else layout.dataset['expanded'] = expanded;
    for (const { id, name, face } of buttons) {
      const label = id === expanded ? 'Back to all panes' : `Expand the ${name} over the page`;
      face.setAttribute('aria-label', label);
      face.title = label;
      face.setAttribute('aria-pressed', String(id === expanded));
      face.replaceChildren(icon(id === expanded ? icons.collapse : icons.expand));
    }
  };
  layout.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && layout.dataset['expanded']) show(undefined);
  });
  show(undefined);
}
