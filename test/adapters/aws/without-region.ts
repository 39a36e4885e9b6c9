/** Runs with nothing from which the AWS SDK could take a region: no variable, no profile, no file. */
export async function withoutRegion(use: () => Promise<void>): Promise<void> {
  const before = { ...process.env };
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) delete process.env[name];
  Object.assign(process.env, { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' });
  try {
    await use();
  } finally {
    process.env = before;
  }
}
