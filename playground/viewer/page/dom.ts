type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
type Child = Node | string | undefined;

/** Makes an element; `true` attributes are set empty, `false` and `undefined` ones left out. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child !== undefined) element.append(child);
  return element;
}

/** A button with a name for people who do not see its face. */
export function button(
  label: string,
  face: Child,
  onPress: (event: MouseEvent) => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  const element = make('button', { type: 'button', 'aria-label': label, title: label, ...attributes }, face);
  element.addEventListener('click', onPress);
  return element;
}

/** A labelled choice. */
export function choice(
  label: string,
  options: readonly { readonly value: string; readonly name: string }[],
  onChoose: (value: string) => void,
): HTMLSelectElement {
  const element = make('select', { 'aria-label': label, title: label });
  for (const option of options) element.append(make('option', { value: option.value }, option.name));
  element.addEventListener('change', () => onChoose(element.value));
  return element;
}

/** The element with this id, which the page must have. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no element "${id}".`);
  return element;
}

/** A small drawing of lines on a 24 × 24 grid, in the colour of the text. */
export function icon(path: string): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('icon');
  const line = document.createElementNS(space, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

export const icons = {
  close: 'M6 6l12 12M18 6L6 18',
  zoomIn: 'M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20M10.5 7.5v6M7.5 10.5h6',
  zoomOut: 'M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20M7.5 10.5h6',
  fit: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M9 9h6v6H9z',
  fill: 'M4 4h16v16H4zM4 12h4M20 12h-4M12 4v4M12 20v-4',
  center: 'M12 3v6M12 15v6M3 12h6M15 12h6M12 11v2M11 12h2',
  move: 'M12 3v18M3 12h18M12 3l-3 3M12 3l3 3M12 21l-3-3M12 21l3-3M3 12l3-3M3 12l3 3M21 12l-3-3M21 12l-3 3',
  line: 'M5 19L19 5M3 17h4v4H3zM17 3h4v4h-4z',
  area: 'M5 5h14v14H5zM3 3h4v4H3zM17 3h4v4h-4zM3 17h4v4H3zM17 17h4v4h-4z',
  first: 'M18 5l-7 7l7 7M7 5v14',
  previous: 'M15 5l-7 7l7 7',
  next: 'M9 5l7 7l-7 7',
  last: 'M6 5l7 7l-7 7M17 5v14',
  filter: 'M4 5h16l-6 7v6l-4 2v-8z',
  clearFilter: 'M4 5h13l-5 6v7l-3 2v-9zM16 15l5 5M21 15l-5 5',
  zoom: 'M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20',
  zoomReset: 'M4 9V4h5M20 15v5h-5M9 9l2-1v8M14 10h.01M14 14h.01M16 8v8',
  pin: 'M9 3h6l-1 7l4 4H6l4-4zM12 14v7',
  box: 'M4 7V4h3M10 4h4M17 4h3v3M20 10v4M20 17v3h-3M14 20h-4M7 20H4v-3M4 14v-4',
  lasso: 'M12 4c5 0 8 2.5 8 5.500s-3 5.500-8 5.500s-8-2.500-8-5.500s3-5.500 8-5.500zM7 14c-1 3 1 4 0 7',
  check: 'M4 12l5 6L20 5',
  uncheck: 'M4 12l4 5l4-5M14 14l6 6M20 14l-6 6',
  save: 'M5 4h11l3 3v13H5zM8 4v5h7V4M8 20v-6h8v6',
  columns: 'M4 5h16v14H4zM9.300 5v14M14.600 5v14',
  expand: 'M14 4h6v6M20 4l-6.5 6.5M10 20H4v-6M4 20l6.5-6.5',
  collapse: 'M20 10h-6V4M14 10l6.5-6.5M4 14h6v6M10 14l-6.5 6.5',
} as const;
