const TIMEOUT_MS = 3_000;

/** The JSON at an address. @throws Error with a sentence when it can't be had within three seconds. */
export async function getJson(url: URL): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch {
    throw new Error(`no answer from ${url.origin}`);
  }
  if (!response.ok) throw new Error(`${url.origin} answered ${response.status} to ${url.pathname}`);
  return response.json();
}
