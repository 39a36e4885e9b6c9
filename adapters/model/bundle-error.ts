/** A model bundle that must not serve; the message names the bundle, what is wrong with it and what would be right. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}
