import { checkedSecret, checkedSecretName, SecretError, type SecretSource } from './port.ts';

/** Secrets from environment variables of the same name. */
export class EnvironmentSecrets implements SecretSource {
  readonly #environment: NodeJS.ProcessEnv;

  constructor(environment: NodeJS.ProcessEnv = process.env) {
    this.#environment = environment;
  }

  async get(name: string): Promise<string> {
    const value = this.#environment[checkedSecretName(name)];
    if (value === undefined) {
      throw new SecretError(
        `${name} is not set: put it into the environment of this process, or into a file of a secrets folder`,
      );
    }
    return checkedSecret(value, `the environment variable ${name}`);
  }
}
