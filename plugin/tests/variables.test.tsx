import './dom';

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { DataQueryRequest } from '@grafana/data';
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { firstValueFrom } from 'rxjs';
import { formatVariable, parseVariable, variableText } from '../src/listed';
import type { VariableQuery } from '../src/types';
import { VariableEditor } from '../src/VariableEditor';
import type { PantauVariables } from '../src/variables';
import { newDataSource, setResources, setUserLanguage, setVariables } from './grafana';

const accounts = '/api/datasources/uid/pantau/resources/accounts';

beforeEach(() => {
  setUserLanguage('en-US');
  setVariables({ platform: ['mastodon', 'rss'], every: '*' });
});
afterEach(cleanup);

/** Asks as Grafana does; saved is what stands in the dashboard. */
async function list(saved: unknown): Promise<unknown[]> {
  const { variables } = newDataSource();
  assert.ok(variables && 'query' in variables);
  const request = { targets: [saved], scopedVars: {} } as unknown as DataQueryRequest<never>;
  return (await firstValueFrom((variables as unknown as PantauVariables).query(request))).data as unknown[];
}

describe('a dashboard variable', () => {
  it('lists a resource', async () => {
    const asked = setResources({ accounts: ['dinkes', 'pemkot'] });
    assert.deepEqual(await list({ refId: 'A', query: ' accounts ' }), [
      { text: 'dinkes', value: 'dinkes' },
      { text: 'pemkot', value: 'pemkot' },
    ]);
    assert.deepEqual(asked, [accounts]);
  });
  it('follows another variable, and All of it', async () => {
    const asked = setResources({ accounts: ['dinkes'] });
    await list({ refId: 'A', query: 'accounts?platforms=$platform' });
    await list({ refId: 'A', query: 'accounts?platforms=$every' });
    assert.deepEqual(asked, [`${accounts}?platforms=mastodon,rss`, accounts]);
  });
  it('takes what older versions saved, whole or letter by letter', async () => {
    const asked = setResources({ accounts: ['dinkes'] });
    const old = 'accounts?platforms=$platform';
    await list(old);
    await list({ ...Object.fromEntries(Array.from(old).entries()), refId: 'A' });
    assert.deepEqual(asked, Array(2).fill(`${accounts}?platforms=mastodon,rss`));
    assert.equal(variableText(undefined), '');
  });
  it('is empty where the backend lists nothing', async () => {
    setResources({});
    assert.deepEqual(await list('topics'), []);
  });
  it('refuses another query and says what can be written', async () => {
    const asked = setResources({});
    await assert.rejects(list('../settings'), /accounts, platforms, topics, types/);
    assert.deepEqual(asked, []);
  });
  it('is written as it is read', () => {
    for (const query of ['accounts', 'topics?platforms=mastodon,$platform']) {
      assert.equal(formatVariable(parseVariable(query)), query);
    }
  });
});

describe('the variable editor', () => {
  async function openEditor(first: unknown) {
    setResources({ platforms: ['bluesky', 'mastodon'] });
    const seen = { query: first as VariableQuery };
    const datasource = newDataSource();
    function Host() {
      const [query, setQuery] = React.useState(seen.query);
      const change = (next: VariableQuery) => {
        seen.query = next;
        setQuery(next);
      };
      return <VariableEditor query={query} datasource={datasource} onChange={change} onRunQuery={() => undefined} />;
    }
    render(<Host />);
    await act(() => Promise.resolve());
    return seen;
  }

  it('asks what to list, and of which platforms', async () => {
    const user = userEvent.setup();
    const seen = await openEditor({ refId: 'A' });
    await user.click(screen.getByRole('combobox', { name: /^What to list/ }));
    await user.click(await screen.findByRole('option', { name: /^Accounts/ }));
    assert.deepEqual(seen.query, { refId: 'PantauVariable', query: 'accounts' });
    await user.click(screen.getByRole('combobox', { name: /^Only of these platforms/ }));
    await user.click(await screen.findByRole('option', { name: /\$platform/ }));
    assert.equal(seen.query.query, 'accounts?platforms=$platform');
  });
  it('shows what an older version saved', async () => {
    await openEditor('topics?platforms=mastodon');
    assert.equal(screen.getByRole<HTMLInputElement>('combobox', { name: /^What to list/ }).value, 'Topics');
    assert.ok(screen.getByText('mastodon'));
  });
  it('says that it does not know a query', async () => {
    await openEditor({ refId: 'A', query: 'owners' });
    assert.ok(screen.getByText(/"owners" is not known/));
  });
});
