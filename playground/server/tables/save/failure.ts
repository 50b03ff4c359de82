/** Why a table could not be saved: error shape E4, with the causes from the outermost on. */
export class SaveFailure extends Error {
  override readonly name = 'SaveFailure';
  constructor(readonly causes: Readonly<Record<string, string>>) {
    super(Object.values(causes).at(-1) ?? 'nothing to save');
  }
}
