/** What viewers report of alignments and of HiPS. */
import { DisplayError, TimeoutError } from 'firefly-client';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, failureOf, Stage } from './stage.js';

afterEach(closeAll);

describe('an alignment', () => {
  it('waits for the images that are under way, and is reported', async () => {
    const stage = await Stage.open();
    stage.client.showFitsImage(stage.image(), { plotId: 'a' });
    const aligned = stage.client.alignImages({ matchType: 'Pixel', lockMatch: true });
    expect((await aligned.displayed()).report).toMatchObject({ wcsMatchType: 'Pixel', mpwWcsPrimId: 'a' });
    expect(stage.types).toEqual(['PlotImage', 'wcsMatch']);
  });
});

describe('a HiPS', () => {
  it.each(['showHips', 'showImageOrHips'] as const)(
    'that a viewer cannot draw fails (%s)',
    async (method) => {
      const { client } = await Stage.open();
      const handle =
        method === 'showHips'
          ? client.showHips('ivo://CDS/P/DSS2/color', { plotId: 'h' })
          : client.showImageOrHips({
              plotId: 'h',
              imageRequest: { Service: 'WISE' },
              hipsRequest: { hipsRootUrl: 'ivo://x' },
            });
      const error = await failureOf(handle.displayed());
      expect(error).toBeInstanceOf(DisplayError);
      expect(String(error)).toContain('does not draw HiPS');
    },
  );

  it('that is to change to an image needs both requests: else it is said at once, and nothing is reported', async () => {
    const { client } = await Stage.open();
    const handle = client.showImageOrHips({ plotId: 'h', hipsRequest: { hipsRootUrl: 'ivo://x' } });
    expect((await handle).note).toMatch(/without both imageRequest and hipsRequest/);
    await expect(handle.displayed({ timeout: 50 })).rejects.toBeInstanceOf(TimeoutError);
  });
});
