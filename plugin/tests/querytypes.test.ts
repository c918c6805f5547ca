import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findQueryType, keepParams, sortedQueryTypes } from '../src/querytypes';
import { queryTypes } from '../src/querytypes.gen';
import { families, resources, type ParamDescriptor, type QueryTypeDescriptor } from '../src/types';

describe('the generated descriptors', () => {
  it('hold every type once', () => {
    assert.ok(queryTypes.length > 0);
    assert.equal(new Set(queryTypes.map((type) => type.id)).size, queryTypes.length);
  });
  for (const type of queryTypes) {
    it(`describe ${type.id} in a way that the editor can draw`, () => {
      assert.ok(families.some((family) => family === type.family), `family ${type.family}`);
      assert.ok(type.label.id && type.label.en && type.description.id && type.help.id);
      for (const param of type.params) {
        assert.ok(['enum', 'list', 'number', 'boolean', 'text'].includes(param.kind), `${param.name}: ${param.kind}`);
        assert.ok(param.kind !== 'enum' || (param.options?.length ?? 0) > 0, `${param.name} has no options`);
        assert.ok(!param.resource || resources.includes(param.resource), `${param.name}: ${param.resource ?? ''}`);
      }
    });
  }
});

describe('query types', () => {
  it('are found by id', () => {
    assert.equal(findQueryType('engagement_rate')?.family, 'engagement');
    assert.equal(findQueryType('no_such_type'), undefined);
    assert.equal(findQueryType(undefined), undefined);
  });
  it('are sorted by family', () => {
    const ranks = sortedQueryTypes().map((type) => families.findIndex((family) => family === type.family));
    assert.deepEqual(ranks, [...ranks].sort((a, b) => a - b));
  });
});

describe('a change of query type', () => {
  const type = (...params: Array<[string, ParamDescriptor['kind']]>) =>
    ({ params: params.map(([name, kind]) => ({ name, kind })) }) as QueryTypeDescriptor;
  const from = type(['accounts', 'list'], ['base', 'enum'], ['limit', 'number'], ['since', 'text']);

  it('keeps what both types have, but no enum, whose values differ', () => {
    const params = { accounts: ['dinkes'], base: 'reach', limit: 5, since: 'x' };
    const to = type(['accounts', 'list'], ['base', 'enum'], ['limit', 'text']);
    assert.deepEqual(keepParams(params, from, to), { accounts: ['dinkes'] });
  });
  it('keeps nothing of an unknown type', () => {
    assert.deepEqual(keepParams({ accounts: ['dinkes'] }, undefined, from), {});
  });
});
