import assert from 'node:assert/strict';
import { ALL_ENDPOINTS } from '../../apps/paper-exchange/routes/all-endpoints.ts';
import { page, tableRows } from './pages.ts';

describe('docs/reference/paper-exchange.md', () => {
  it('lists every endpoint with its security, and no other', () => {
    const listed = tableRows(page('docs/reference/paper-exchange.md')).flatMap(([calls = '', security = '']) =>
      [...calls.matchAll(/`((?:GET|POST|PUT|DELETE) [^`]+)`/g)].map(([, call]) => `${call} ${security}`),
    );
    const served = ALL_ENDPOINTS.map(({ method, path, security }) => `${method} ${path} ${security}`);
    assert.deepEqual(listed.sort(), served.sort());
  });
});
