import type { Gestures } from '../gestures.js';
import type { LayerEntry, LayerPanelActions } from './layer-panel.js';

/** What a person does in the list of layers, for the image that is active then. */
export function layerActions(
  gestures: Gestures,
  active: () => string | undefined,
): Omit<LayerPanelActions, 'toggled'> {
  const on = (act: (plotId: string) => void): void => {
    const plotId = active();
    if (plotId !== undefined) act(plotId);
  };
  const change = ({ maskId }: LayerEntry, attributes: Readonly<Record<string, unknown>>): void =>
    on((plotId) => maskId !== undefined && gestures.changeMask(plotId, maskId, attributes));
  return {
    show: (entry, visible) => {
      if (entry.maskId !== undefined) change(entry, { visible });
      else on((plotId) => gestures.showLayer(entry.id, plotId, visible));
    },
    color: (entry, color) => {
      if (entry.maskId !== undefined) change(entry, { colorAttributes: { color, srcImageColor: color } });
      else gestures.colorLayer(entry.id, color);
    },
    opacity: (entry, opacity) => change(entry, { opacity }),
    remove: ({ id, maskId }) =>
      on((plotId) =>
        maskId === undefined ? gestures.removeLayer(id, plotId) : gestures.removeMask(plotId, maskId),
      ),
  };
}
