import type { JsonObject } from 'firefly-client/testing';

export interface Look {
  readonly dark: boolean;
  readonly width: number;
  readonly height: number;
  readonly webgl: boolean;
}

/** Half see-through, so that crowds of points show where they are densest. */
const colors = [
  '31,119,180',
  '44,160,44',
  '214,39,40',
  '148,103,189',
  '140,86,75',
  '227,119,194',
  '127,127,127',
];
const darkColors = [
  '98,176,235',
  '110,205,110',
  '245,120,120',
  '185,155,225',
  '195,145,130',
  '240,165,215',
  '170,170,170',
];

/** A chart in the colours of the page. What the program set stays as it is. */
export function themed(
  data: readonly JsonObject[],
  layout: JsonObject,
  look: Look,
): { readonly data: readonly JsonObject[]; readonly layout: JsonObject } {
  const ink = look.dark ? '#d8dee6' : '#2a3f5f';
  const axis = {
    color: ink,
    gridcolor: look.dark ? '#39424e' : '#e5eaf0',
    zeroline: false,
    automargin: true,
    showline: true,
    ticks: 'outside',
    exponentformat: 'e',
  };
  const hasNames = data.some(
    ({ type, x }) => type !== 'scattergl' && Array.isArray(x) && typeof x[0] === 'string',
  );
  const others = Object.keys(layout).filter((key) => /^[xy]axis\d+$/.test(key));
  return {
    data: data.map((trace) => drawn(trace, look)),
    layout: {
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)',
      font: { color: ink, size: 12 },
      colorway: (look.dark ? darkColors : colors).map((rgb) => `rgba(${rgb},0.55)`),
      showlegend: data.length > 1,
      hovermode: 'closest',
      ...(data.some((trace) => trace['type'] === 'bar') ? { barmode: 'overlay' } : {}),
      ...layout,
      title: titleOf(layout['title']),
      margin: { l: 56, r: 16, t: layout['title'] ? 40 : 16, b: 48, ...object(layout['margin']) },
      ...Object.fromEntries(others.map((name) => [name, axisOf(axis, layout[name])])),
      // Names may need more room below; numbers do not, and room that follows the labels costs several layouts.
      xaxis: axisOf({ ...axis, showgrid: false, automargin: hasNames }, layout['xaxis']),
      yaxis: axisOf(axis, layout['yaxis']),
      width: look.width,
      height: look.height,
    },
  };
}

/** Up to so many points are drawn as shapes, which need no WebGL. */
const fewPoints = 4_000;

/** Plotly keeps and changes what it is given, so it gets a copy; the arrays are shared. */
function drawn(trace: JsonObject, look: Look): JsonObject {
  const { type, x } = trace;
  const points = Array.isArray(x) || x instanceof Float64Array ? x.length : 0;
  if (type !== 'scatter' && type !== 'scattergl') return { ...trace };
  const byCard = points > fewPoints && look.webgl;
  return { ...trace, type: byCard ? 'scattergl' : 'scatter' };
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
  // The viewer's own charts say it as a word.
  if (own['autorange'] === 'true') own['autorange'] = true;
  return { ...base, ...own };
}
