/** Says what the user points at in the viewer. */
import type { FireflyClient, PickedPosition, Report } from 'firefly-client';

export async function sayWhatIsClicked(firefly: FireflyClient): Promise<void> {
  await firefly.addExtension('POINT', {
    title: 'Tell the script',
    toolTip: 'Sends this point to the script in the terminal',
  });
  firefly.on('POINT', ({ plotId, ...point }) =>
    console.log(`• the button, on ${plotId} at ${positionText(point)}`),
  );
  firefly.on('ImagePlotCntlr.ChangePlotAttribute', (report) => {
    const point = clickedPoint(report);
    if (point !== undefined) console.log(`• a click on ${String(report['plotId'])} at ${point}`);
  });
  firefly.on('table.highlight', ({ tblId, rowIndex, row }) => {
    const values = Object.entries(row).slice(0, 6);
    console.log(
      `• row ${rowIndex + 1} of ${tblId}: ${values.map(([name, value]) => `${name} ${String(value)}`).join(', ')}`,
    );
  });
  console.log('click a point of the image or a row of the table; Ctrl+C ends');
}

function positionText({ world, image }: PickedPosition): string {
  if (world !== undefined) return `${world.x.toFixed(5)}, ${world.y.toFixed(5)} (${world.system})`;
  return image === undefined ? 'an unknown position' : `pixel ${image.x.toFixed(1)}, ${image.y.toFixed(1)}`;
}

/** The position of a plain click, which is reported while there is an extension for points. */
function clickedPoint(report: Report): string | undefined {
  const { attKey, attValue } = report as {
    attKey?: unknown;
    attValue?: { pt?: { x?: unknown; y?: unknown; type?: unknown } };
  };
  const { x, y, type } = attValue?.pt ?? {};
  if (attKey !== 'ACTIVE_POINT' || typeof x !== 'number' || typeof y !== 'number') return undefined;
  return `${x.toFixed(5)}, ${y.toFixed(5)}${type === 'WorldPt' ? '' : ' (pixels)'}`;
}
