import { FireflyClient } from 'firefly-client';
import {
  createMemoryServer,
  ViewerFailure,
  type ViewerMatchers,
  viewerMatchers,
} from 'firefly-client/testing';
import { expect, onTestFinished, test } from 'vitest';

declare module 'vitest' {
  interface Assertion<T> extends ViewerMatchers<T> {}
}
expect.extend(viewerMatchers);

async function stage() {
  const server = createMemoryServer();
  const firefly = await FireflyClient.connect('http://test/firefly', { transport: server.transport() });
  const viewer = server.openViewer(firefly.channel, {
    fail: { m33: new ViewerFailure('No image', 'the archive is closed') },
  });
  await viewer.ready;
  onTestFinished(() => firefly.close());
  return { server, firefly, viewer };
}

test('what is shown, what has failed, and what has arrived', async () => {
  const { server, firefly, viewer } = await stage();
  const file = server.addFile('stars.csv', 'name,vmag\nAlnilam,1.7\n');
  await firefly.showTable(file, { tblId: 'stars' }).displayed();
  expect(viewer).toHaveShown('stars');
  expect(viewer).not.toHaveShown('moons');
  expect(viewer).not.toHaveFailed('stars');
  await expect(
    firefly.showFitsImage('${upload-dir}/m33.fits', { plotId: 'm33' }).displayed(),
  ).rejects.toThrow();
  expect(viewer).toHaveFailed('m33');
  expect(viewer).toHaveFailed('m33', 'archive');
  expect(viewer).toHaveFailed('m33', /is closed/);
  expect(viewer).not.toHaveFailed('m33', 'on fire');
  expect(viewer).not.toHaveShown('m33');
  expect(viewer).toHaveReceived('ImagePlotCntlr.PlotImage', { wpRequest: { plotId: 'm33' } });
  expect(viewer).not.toHaveReceived('ImagePlotCntlr.PlotImage', { wpRequest: { plotId: 'm31' } });
  expect(viewer).not.toHaveReceived('charts.data/chartAdd');
});

test('regions are shown once they are on an image', async () => {
  const { firefly, viewer } = await stage();
  await firefly.overlayRegionLayer({ regionLayerId: 'r', regionData: ['J2000;circle 1 2 3'] });
  await firefly.flush();
  await viewer.core.settled();
  expect(viewer).not.toHaveShown('r');
});

test('a message says what there is instead', async () => {
  const { firefly, viewer } = await stage();
  expect(() => expect(viewer).toHaveShown('m31')).toThrow('It shows nothing');
  await firefly
    .showFitsImage('${upload-dir}/m33.fits', { plotId: 'm33' })
    .displayed()
    .catch(() => undefined);
  expect(() => expect(viewer).toHaveShown('m33')).toThrow(
    /expected the viewer to have shown "m33"\. It has image "m33" \(failed: .*the archive is closed/,
  );
  expect(() => expect(viewer).not.toHaveFailed('m33')).toThrow(
    /expected the viewer not to have failed at "m33"/,
  );
  expect(() => expect(viewer).toHaveReceived('my.action')).toThrow(
    /It has received .*ImagePlotCntlr\.PlotImage/,
  );
});

test('anything but a viewer is refused', () => {
  expect(() => expect({}).toHaveShown('m31')).toThrow('must be a viewer of server.openViewer()');
});
