/** Shows an image, a table, a chart and regions, each awaited and reported. */
import { fileURLToPath } from 'node:url';
import type {
  ColumnInfo,
  FireflyClient,
  ImageDisplayed,
  ImageHandle,
  TableDisplayed,
  TableHandle,
} from 'firefly-client';

const IMAGE_FILE = /\.(?:fits?|fts|fz)(?:\.gz)?$/i;
const demo = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Tells what became of one thing; gives what was reported, or undefined when it failed. */
async function report<T>(
  what: string,
  displayed: Promise<T>,
  describe: (value: T) => string,
): Promise<T | undefined> {
  const began = performance.now();
  try {
    const value = await displayed;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`✓ ${what}: ${describe(value)} (${seconds} s)`);
    return value;
  } catch (error) {
    console.log(`✗ ${what}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** Shows the files, or the demo data; true when everything was displayed. */
export async function showEverything(firefly: FireflyClient, files: readonly string[]): Promise<boolean> {
  const given = files.length > 0;
  const imageFiles = given ? files.filter((file) => IMAGE_FILE.test(file)) : [demo('orion.fits')];
  const tableFiles = given ? files.filter((file) => !IMAGE_FILE.test(file)) : [demo('orion.tbl')];
  // Everything is called at once; the client sends each thing when what it needs is on the screen.
  const images = imageFiles.map((file) => firefly.showFitsImage(file, { Title: nameOf(file) }));
  const tables = tableFiles.map((file) => firefly.showTable(file, { title: nameOf(file) }));
  const results: Promise<object | undefined>[] = [
    ...images.map((image, index) => reportImage(imageFiles[index] ?? '', image)),
    ...tables.map((table, index) => reportTable(tableFiles[index] ?? '', table)),
  ];
  if (images[0] !== undefined) results.push(showRegions(firefly, images[0], given));
  if (tables[0] !== undefined) results.push(showChart(firefly, tables[0]));
  return (await Promise.all(results)).every((result) => result !== undefined);
}

function reportImage(file: string, image: ImageHandle): Promise<ImageDisplayed | undefined> {
  return report(`image ${nameOf(file)}`, image.displayed(), ({ width, height, header, zoomLevel }) => {
    const object = header['OBJECT']?.replace(/^'|'$/g, '').trim();
    return `${width} × ${height} pixels${object ? ` of ${object}` : ''}, zoom ${zoomLevel.toFixed(2)}`;
  });
}

function reportTable(file: string, table: TableHandle): Promise<TableDisplayed | undefined> {
  return report(
    `table ${nameOf(file)}`,
    table.displayed(),
    ({ totalRows, columns }) => `${totalRows} rows, ${columns.length} columns`,
  );
}

async function showRegions(
  firefly: FireflyClient,
  image: ImageHandle,
  given: boolean,
): Promise<object | undefined> {
  const shown = await image.displayed().catch(() => undefined);
  if (shown === undefined) return undefined;
  const { plotId, width, height } = shown;
  const middle = `image;circle ${width / 2} ${height / 2} ${Math.min(width, height) / 4} # color=cyan text={middle}`;
  const regions = given ? { regionData: [middle] } : { file: demo('orion.reg') };
  const layer = firefly.overlayRegionLayer({ ...regions, plotId, title: 'Regions' });
  return report('regions', layer.displayed(), ({ regionLayerId }) => `layer ${regionLayerId} on ${plotId}`);
}

async function showChart(firefly: FireflyClient, table: TableHandle): Promise<object | undefined> {
  const shown = await table.displayed().catch(() => undefined);
  const axes = shown && chooseAxes(shown.columns);
  if (shown === undefined || axes === undefined) return undefined;
  const [x, y] = axes;
  const chart = firefly.showChart({
    data: [
      {
        type: 'scatter',
        mode: 'markers',
        tbl_id: shown.tblId,
        x: `tables::${x.name}`,
        y: `tables::${y.name}`,
      },
    ],
    layout: { title: `${y.name} against ${x.name}`, xaxis: { title: label(x) }, yaxis: { title: label(y) } },
  });
  return report('chart', chart.displayed(), ({ drawn }) =>
    drawn ? `${y.name} against ${x.name}` : `${y.name} against ${x.name}, behind the tab "Pinned Charts"`,
  );
}

const NUMBERS: ReadonlySet<string> = new Set(['int', 'integer', 'long', 'float', 'double']);

/** Two columns worth a chart: magnitudes where there are two, else the last two that hold numbers. */
function chooseAxes(columns: readonly ColumnInfo[]): readonly [ColumnInfo, ColumnInfo] | undefined {
  const numbers = columns.filter(({ type }) => NUMBERS.has(type));
  const magnitudes = numbers.filter(({ units }) => units === 'mag');
  const [x, y] = magnitudes.length > 1 ? magnitudes : numbers.slice(-2);
  return x === undefined || y === undefined ? undefined : [x, y];
}

const label = ({ name, units }: ColumnInfo): string => (units === undefined ? name : `${name} (${units})`);
const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;
