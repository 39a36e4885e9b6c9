/** The registry can't do what it was asked; nothing was written. The message says why. */
export class RegistryRefusal extends Error {
  override readonly name = 'RegistryRefusal';
}
