/** A configuration or an option that can't be used; the message is one sentence that says what would be right. */
export class ConfigurationRefused extends Error {
  override name = 'ConfigurationRefused';
}
