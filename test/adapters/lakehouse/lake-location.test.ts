import assert from 'node:assert/strict';
import path from 'node:path';
import { lakeLocationText, parseLakeLocation } from '../../../adapters/lakehouse/lake-location.ts';

describe('the place of a lake', () => {
  it('is a folder, made absolute', () => {
    assert.deepEqual(parseLakeLocation('lake'), { kind: 'folder', folder: path.resolve('lake') });
  });

  it('is a bucket with or without a prefix', () => {
    assert.deepEqual(parseLakeLocation('s3://my-lake'), { kind: 's3', bucket: 'my-lake' });
    assert.deepEqual(parseLakeLocation('s3://my-lake/a/b/'), { kind: 's3', bucket: 'my-lake', prefix: 'a/b' });
  });

  it('is written as it is read', () => {
    for (const text of [path.resolve('lake'), 's3://my-lake', 's3://my-lake/a/b']) {
      assert.equal(lakeLocationText(parseLakeLocation(text)), text);
    }
  });

  for (const wrong of ['', 'gs://bucket/x', 's3://', 's3://UPPER/x', 's3:///x']) {
    it(`is not "${wrong}"`, () => {
      assert.throws(() => parseLakeLocation(wrong), /right is a folder, or s3:\/\/bucket\/prefix/);
    });
  }
});
