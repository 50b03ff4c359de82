import type { JsonObject } from 'firefly-client/testing';

export interface Look {
  readonly dark: boolean;
  readonly width: number;
  readonly height: number;
  /** What the axes show, where the program does not say. */
  readonly axes: AxisNames;
  readonly webgl: boolean;
}

export interface AxisNames {
  readonly x?: string;
  readonly y?: string;
}

const highlightColor = '#ffa500';

/** Half see-through, so that crowds of points show where they are densest. */
const colors = [
  '31,119,180',
  '255,127,14',
  '44,160,44',
  '214,39,40',
  '148,103,189',
  '140,86,75',
  '227,119,194',
];
const darkColors = [
  '98,176,235',
  '255,160,80',
  '110,205,110',
  '245,120,120',
  '185,155,225',
  '195,145,130',
  '240,165,215',
];

/**
 * A chart in the colours of the page, with the highlighted row of each table as a point of its own. What the program set
 * stays as it is.
 */
export function themed(
  data: readonly JsonObject[],
  layout: JsonObject,
  look: Look,
  rows: ReadonlyMap<string, number>,
): { readonly data: readonly object[]; readonly layout: object } {
  const ink = look.dark ? '#d8dee6' : '#2a3f5f';
  const axis = {
    color: ink,
    gridcolor: look.dark ? '#39424e' : '#e5eaf0',
    zeroline: false,
    automargin: true,
  };
  const marks = data.flatMap((trace) => highlightTrace(trace, rows.get(String(trace['tbl_id'])) ?? -1));
  return {
    data: [...data.map((trace) => drawn(trace, look)), ...marks],
    layout: {
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)',
      font: { color: ink, size: 12 },
      colorway: (look.dark ? darkColors : colors).map((rgb) => `rgba(${rgb},0.55)`),
      showlegend: data.length > 1,
      hovermode: 'closest',
      ...layout,
      title: titleOf(layout['title']),
      margin: { l: 56, r: 16, t: layout['title'] ? 40 : 16, b: 48, ...object(layout['margin']) },
      xaxis: axisOf({ ...axis, ...titled(look.axes.x) }, layout['xaxis']),
      yaxis: axisOf({ ...axis, ...titled(look.axes.y) }, layout['yaxis']),
      width: look.width,
      height: look.height,
    },
  };
}

/** Up to so many points are drawn as shapes, which need no WebGL. */
const fewPoints = 20_000;

/** Plotly keeps and changes what it is given, so it gets a copy; the arrays are shared. */
function drawn(trace: JsonObject, look: Look): object {
  const points = Array.isArray(trace['x']) ? trace['x'].length : 0;
  const plain = trace['type'] === 'scattergl' && (points <= fewPoints || !look.webgl);
  return plain ? { ...trace, type: 'scatter' } : { ...trace };
}

function object(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

/** Plotly 3 wants titles as objects; programs still write texts. */
function titleOf(title: unknown): unknown {
  return typeof title === 'string' ? { text: title } : title;
}

function titled(name: string | undefined): object {
  return name === undefined ? {} : { title: { text: name } };
}

function axisOf(base: object, given: unknown): object {
  const own = { ...object(given) } as Record<string, unknown>;
  if ('title' in own) own['title'] = titleOf(own['title']);
  return { ...base, ...own };
}

/** Row numbers of a trace's points, where the viewer has added them; else the point's place is its row. */
export function rowOfPoint(trace: JsonObject, point: number): number {
  const rows = trace['rows'];
  const row = Array.isArray(rows) ? Number(rows[point]) : point;
  return Number.isInteger(row) ? row : point;
}

function highlightTrace(trace: JsonObject, row: number): object[] {
  if (row < 0 || !Array.isArray(trace['x']) || !Array.isArray(trace['y'])) return [];
  if (!['scatter', 'scattergl', undefined].includes(trace['type'] as string | undefined)) return [];
  const rows = trace['rows'];
  const point = Array.isArray(rows) ? rows.indexOf(row) : row;
  const [x, y] = [trace['x'][point], trace['y'][point]];
  if (x === undefined || y === undefined) return [];
  return [
    {
      type: 'scatter',
      mode: 'markers',
      x: [x],
      y: [y],
      marker: { color: highlightColor, size: 10, line: { color: '#7a4f00', width: 1 } },
      hoverinfo: 'skip',
      showlegend: false,
      ...(trace['xaxis'] ? { xaxis: trace['xaxis'], yaxis: trace['yaxis'] } : {}),
    },
  ];
}
