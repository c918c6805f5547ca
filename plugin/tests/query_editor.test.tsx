import './dom';

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import * as React from 'react';
import { act, cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ParamField } from '../src/ParamField';
import { QueryEditor } from '../src/QueryEditor';
import { queryTypes } from '../src/querytypes.gen';
import type { PantauQuery, ParamDescriptor, ParamValue } from '../src/types';
import { newDataSource, setResources, setUserLanguage, setVariables } from './grafana';

const both = (text: string) => ({ id: text, en: text });

beforeEach(() => {
  setUserLanguage('en-US');
  setVariables({ account: ['dinkes'] });
  setResources({ accounts: ['dinkes', 'pemkot'], platforms: ['bluesky'], topics: ['banjir'], types: ['video'] });
});
afterEach(cleanup);

/** The editor as Grafana keeps it: what it changes comes back to it. */
async function openEditor(first: Partial<PantauQuery> = { queryType: 'engagement_rate' }) {
  const seen = { query: { refId: 'A', ...first }, runs: 0 };
  const datasource = newDataSource();
  function Host() {
    const [query, setQuery] = React.useState(seen.query);
    const change = (next: PantauQuery) => {
      seen.query = next;
      setQuery(next);
    };
    return <QueryEditor query={query} datasource={datasource} onChange={change} onRunQuery={() => (seen.runs += 1)} />;
  }
  render(<Host />);
  await listsAreLoaded();
  return seen;
}

const listsAreLoaded = () => act(() => Promise.resolve());

async function choose(user: ReturnType<typeof userEvent.setup>, box: RegExp, option: RegExp) {
  await user.click(screen.getByRole('combobox', { name: box }));
  await user.click(await screen.findByRole('option', { name: option }));
}

describe('the query editor', () => {
  it('asks for the question and shows its form in the language of the user', async () => {
    setUserLanguage('id-ID');
    await openEditor();
    assert.ok(screen.getByRole('combobox', { name: /^Pertanyaan/ }));
    assert.ok(screen.getByRole('combobox', { name: /^Akun/ }));
    assert.ok(screen.getByText(/^Arti: /));
  });
  it('changes the question, keeps the accounts and runs the query', async () => {
    const user = userEvent.setup();
    const seen = await openEditor({ queryType: 'engagement_rate', params: { accounts: ['dinkes'], base: 'reach' } });
    await choose(user, /^Question/, /^Top posts/);
    assert.deepEqual(seen.query, { refId: 'A', queryType: 'top_posts', params: { accounts: ['dinkes'] } });
    assert.equal(seen.runs, 1);
  });
  it('asks what a new panel does where the query has no question yet', async () => {
    const seen = await openEditor({});
    assert.deepEqual(seen.query, { refId: 'A', queryType: 'engagement_rate', params: {} });
    assert.equal(seen.runs, 1);
  });
  it('groups the questions by family, each with a line of help', async () => {
    const user = userEvent.setup();
    await openEditor();
    await user.click(screen.getByRole('combobox', { name: /^Question/ }));
    const list = await screen.findByRole('listbox');
    if (process.env.PANTAU_GRAFANA !== 'grafana11') {
      assert.ok(within(list).getByText('Engagement')); // 11.6 sorts by group, but shows no heading
    }
    const first = queryTypes[0];
    assert.ok(first && within(list).getByText(first.description.en));
  });
  it('offers the accounts of the backend and the dashboard variables', async () => {
    const user = userEvent.setup();
    const seen = await openEditor();
    await choose(user, /^Accounts/, /pemkot/);
    assert.deepEqual(seen.query.params, { accounts: ['pemkot'] });
    await user.click(await screen.findByRole('option', { name: /\$account/ }));
    assert.deepEqual(seen.query.params, { accounts: ['pemkot', '$account'] });
  });
  it('offers the peer groups of the settings among the peers', async () => {
    const user = userEvent.setup();
    const seen = await openEditor({ queryType: 'benchmark' });
    await choose(user, /^Peers/, /neighbours/);
    assert.deepEqual(seen.query.params, { peers: ['neighbours'] });
  });
  it('chooses an option', async () => {
    const user = userEvent.setup();
    const seen = await openEditor();
    await choose(user, /^Divided by/, /^Views/);
    assert.deepEqual(seen.query.params, { base: 'views' });
  });
  it('follows what comes, where the user wants it', async () => {
    const user = userEvent.setup();
    const seen = await openEditor();
    const live = () => screen.getAllByLabelText(/^Live/)[0] ?? assert.fail(); // Grafana 11 labels the switch twice
    await user.click(live());
    assert.equal(seen.query.live, true);
    await user.click(live());
    assert.equal(seen.query.live, undefined);
    assert.equal(seen.runs, 2);
  });
  it('lets a query be answered in a language of its own', async () => {
    const user = userEvent.setup();
    const seen = await openEditor();
    await choose(user, /^Language of the answer/, /^English/);
    assert.equal(seen.query.language, 'en');
    await choose(user, /^Language of the answer/, /^As set/);
    assert.equal(seen.query.language, undefined);
  });
  it('says that it does not know a query type, and lets the user choose another', async () => {
    const user = userEvent.setup();
    const seen = await openEditor({ queryType: 'from_the_future', params: { x: 1 } });
    assert.ok(screen.getByText(/does not know the query type "from_the_future"/));
    await choose(user, /^Question/, /^Engagement rate/);
    assert.deepEqual(seen.query, { refId: 'A', queryType: 'engagement_rate', params: {} });
  });
  it('says why choices could not be loaded, and still takes a typed value', async () => {
    setResources({ accounts: new Error('database is away') });
    const user = userEvent.setup();
    const seen = await openEditor();
    assert.ok(await screen.findByText(/database is away/));
    await user.type(screen.getByRole('combobox', { name: /^Accounts/ }), 'kelurahan');
    await user.click(await screen.findByRole('option', { name: /kelurahan/ }));
    assert.deepEqual(seen.query.params, { accounts: ['kelurahan'] });
  });
  for (const type of queryTypes) {
    it(`draws the form of ${type.id}`, async () => {
      await openEditor({ queryType: type.id });
      for (const param of type.params) {
        const label = screen.getByText(param.label.en, { selector: 'label, label *' }).closest('label');
        assert.ok(label && document.getElementById(label.htmlFor), `${param.name} has a label that belongs to nothing`);
      }
    });
  }
});

describe('a field', () => {
  async function openField(param: Partial<ParamDescriptor>, value?: ParamValue) {
    const changes: Array<ParamValue | undefined> = [];
    const whole = { name: 'p', label: both('Field'), help: both('help'), default: '', ...param } as ParamDescriptor;
    const datasource = newDataSource();
    render(
      <ParamField id="p" param={whole} value={value} datasource={datasource} onChange={(next) => changes.push(next)} />
    );
    await listsAreLoaded();
    return changes;
  }

  it('for a number saves when it is left, and refuses what is out of bounds', async () => {
    const user = userEvent.setup();
    const changes = await openField({ kind: 'number', default: 10, min: 1, max: 50 });
    const input = screen.getByLabelText<HTMLInputElement>(/^Field/);
    assert.equal(input.value, '10');
    await user.clear(input);
    await user.type(input, '60');
    assert.ok(screen.getByText('Give a number between 1 and 50'));
    await user.tab();
    assert.deepEqual(changes, []);
    await user.clear(input);
    await user.type(input, '25');
    await user.tab();
    assert.deepEqual(changes, [25]);
  });
  it('for a number goes back to the default when emptied', async () => {
    const user = userEvent.setup();
    const changes = await openField({ kind: 'number', default: 10, min: 1 }, 25);
    await user.clear(screen.getByLabelText(/^Field/));
    await user.tab();
    assert.deepEqual(changes, [undefined]);
  });
  it('for a text saves once, when it is left', async () => {
    const user = userEvent.setup();
    const changes = await openField({ kind: 'text' });
    await user.type(screen.getByLabelText(/^Field/), '$keyword');
    assert.deepEqual(changes, []);
    await user.tab();
    assert.deepEqual(changes, ['$keyword']);
  });
  it('for yes or no saves at once', async () => {
    const user = userEvent.setup();
    const changes = await openField({ kind: 'boolean', default: false });
    await user.click(screen.getByLabelText(/^Field/));
    assert.deepEqual(changes, [true]);
  });
  it('for a list shows a variable that was saved as a text', async () => {
    await openField({ kind: 'list', default: [], resource: 'accounts' }, '$account');
    assert.ok(screen.getByText('$account'));
  });
});
