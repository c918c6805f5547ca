import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { interpolateList, interpolateQuery, type Replace } from '../src/interpolate';
import type { ParamDescriptor } from '../src/types';

const variables: Record<string, string | string[]> = {
  account: ['dinkes', 'pemkot'],
  one: 'dinkes',
  comma: ['Dinas A, B', 'C'],
  all: '*',
  none: '',
  limit: '25',
};
const replace: Replace = (target, _, format) =>
  target.replace(/\$(\w+)/g, (text, name: string) => {
    const value = variables[name];
    if (value === undefined) {
      return text;
    }
    return typeof format === 'function' ? format(value) : String(value);
  });

describe('a list with variables', () => {
  for (const [what, list, want] of [
    ['keeps plain values', ['a', 'b'], ['a', 'b']],
    ['takes apart a multi-value variable', ['$account'], ['dinkes', 'pemkot']],
    ['takes a single value', ['$one'], ['dinkes']],
    ['joins values and variables, each once', ['dinkes', '$account', 'lain'], ['dinkes', 'pemkot', 'lain']],
    ['keeps a comma within a name', ['$comma'], ['Dinas A, B', 'C']],
    ['is no restriction for All', ['$all'], []],
    ['is no restriction when All is one of several', ['dinkes', '$__all'], []],
    ['is no restriction for an empty variable', ['$none'], []],
    ['keeps the name of an unknown variable', ['$missing'], ['$missing']],
    ['stays empty', [], []],
  ] as const) {
    it(what, () => assert.deepEqual(interpolateList(list, replace), want));
  }
});

describe('a query with variables', () => {
  const param = (name: string, kind: ParamDescriptor['kind']) => ({ name, kind }) as ParamDescriptor;
  const declared = [param('accounts', 'list'), param('base', 'enum'), param('limit', 'number'), param('estimate', 'boolean')];

  it('replaces texts and lists, keeps the rest', () => {
    const query = {
      refId: 'A',
      queryType: 'top_posts',
      params: { accounts: ['$account'], base: '$one', limit: 10, estimate: true },
    };
    assert.deepEqual(interpolateQuery(query, declared, replace), {
      refId: 'A',
      queryType: 'top_posts',
      params: { accounts: ['dinkes', 'pemkot'], base: 'dinkes', limit: 10, estimate: true },
    });
    assert.deepEqual(query.params.accounts, ['$account'], 'the saved query must stay as it is');
  });
  it('makes a list of a text where the parameter is a list', () => {
    const got = interpolateQuery({ refId: 'A', params: { accounts: '$account' } }, declared, replace);
    assert.deepEqual(got.params, { accounts: ['dinkes', 'pemkot'] });
  });
  it('allows a query without params', () => {
    assert.deepEqual(interpolateQuery({ refId: 'A' }, declared, replace).params, {});
  });
});
