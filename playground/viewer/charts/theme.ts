import type { JsonObject } from '../../../src/testing/engine.js';

export interface Look {
  readonly dark: boolean;
  readonly width: number;
  readonly height: number;
}

const highlightColor = '#ffa500';

/**
 * A chart in the colours of the page, with the highlighted row as a point of its own. What the program set
 * stays as it is.
 */
export function themed(
  data: readonly JsonObject[],
  layout: JsonObject,
  look: Look,
  marked?: { readonly tblId: string; readonly row: number },
): { readonly data: readonly object[]; readonly layout: object } {
  const ink = look.dark ? '#d8dee6' : '#2a3f5f';
  const axis = {
    color: ink,
    gridcolor: look.dark ? '#39424e' : '#e5eaf0',
    zeroline: false,
    automargin: true,
  };
  const marks = marked ? data.flatMap((trace) => highlightTrace(trace, marked)) : [];
  return {
    data: [...data.map(copyTrace), ...marks],
    layout: {
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)',
      font: { color: ink, size: 12 },
      showlegend: data.length > 1,
      hovermode: 'closest',
      ...layout,
      title: titleOf(layout['title']),
      margin: { l: 56, r: 16, t: layout['title'] ? 40 : 16, b: 48, ...object(layout['margin']) },
      xaxis: axisOf(axis, layout['xaxis']),
      yaxis: axisOf(axis, layout['yaxis']),
      width: look.width,
      height: look.height,
    },
  };
}

/** Plotly keeps and changes what it is given, so it gets a copy; the arrays are shared. */
function copyTrace(trace: JsonObject): object {
  return { ...trace };
}

function object(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

/** Plotly 3 wants titles as objects; programs still write texts. */
function titleOf(title: unknown): unknown {
  return typeof title === 'string' ? { text: title } : title;
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

function highlightTrace(trace: JsonObject, marked: { tblId: string; row: number }): object[] {
  if (trace['tbl_id'] !== marked.tblId || !Array.isArray(trace['x']) || !Array.isArray(trace['y'])) return [];
  if (!['scatter', 'scattergl', undefined].includes(trace['type'] as string | undefined)) return [];
  const rows = trace['rows'];
  const point = Array.isArray(rows) ? rows.indexOf(marked.row) : marked.row;
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
