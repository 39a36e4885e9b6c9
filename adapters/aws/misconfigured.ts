/** Whether this machine's own set-up is what a call of the AWS SDK fails of: no credentials, or no region, to be found. */
export function isMisconfigured(error: unknown): boolean {
  // The SDK has no name for a missing region.
  return error instanceof Error && (error.name === 'CredentialsProviderError' || error.message === 'Region is missing');
}
