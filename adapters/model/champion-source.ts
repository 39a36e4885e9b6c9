import type { ModelBundle } from './bundle.ts';

/** Where a process that serves learns which model it should be. */
export interface ChampionSource {
  /** Id of the champion; undefined when none was ever promoted. Cheap: asked every few seconds. */
  championId(): Promise<string | undefined>;
  /**
   * The bundle of that model, checked.
   * @throws BundleError when it must not serve; another error when it can't be had now.
   */
  bundle(modelId: string): Promise<ModelBundle>;
}
