// Checks the built file itself: what it loads from Grafana, what it must not
// hold, and that it runs with the libraries of this test run.
import './dom';

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, it } from 'node:test';
import { runInThisContext } from 'node:vm';
import * as data from '@grafana/data';
import * as runtime from '@grafana/runtime';
import * as ui from '@grafana/ui';
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import * as rxjs from 'rxjs';
import { newDataSource, setResources, setUserLanguage, setVariables } from './grafana';

const source = readFileSync('dist/module.js', 'utf8');
const shared: Record<string, unknown> = {
  react: React,
  '@grafana/data': data,
  '@grafana/runtime': runtime,
  '@grafana/ui': ui,
  rxjs,
};

/** Runs the bundle as Grafana's module loader does; gives its dependencies and what it exports. */
function load(modules = shared) {
  const found: { dependencies: string[]; exports: { plugin?: { components: Record<string, React.ComponentType<Record<string, unknown>> | undefined> } } } = {
    dependencies: [],
    exports: {},
  };
  const define = (dependencies: string[], factory: (...modules: unknown[]) => void) => {
    found.dependencies = dependencies;
    factory(...dependencies.map((name) => (name === 'exports' ? found.exports : modules[name])));
  };
  (runInThisContext(`(function (define) {${source}\n})`) as (d: typeof define) => void)(define);
  return found;
}

describe('the bundle', () => {
  afterEach(cleanup);

  it('is one anonymous AMD module', () => {
    assert.equal(source.match(/^define\(\[/gm)?.length, 1);
    assert.ok(!/\brequire\s*\(|\bimport\s*\(/.test(source), 'it must load nothing later');
  });
  it('asks Grafana only for what all its versions share', () => {
    for (const name of load().dependencies.filter((dependency) => dependency !== 'exports')) {
      assert.ok(name in shared, name);
    }
  });
  it('is under 300 kB', () => {
    assert.ok(Buffer.byteLength(source) < 300_000, String(Buffer.byteLength(source)));
  });
  for (const gone of [
    /react\/jsx-(dev-)?runtime/,
    /\b_?jsxs?\(/,
    /__SECRET_INTERNALS/,
    /\bfindDOMNode\b/,
    /\bunmountComponentAtNode\b/,
    /\b(ReactDOM|reactDom)\w*\.(render|hydrate)\b/,
    /\.defaultProps\b/,
    /\bpropTypes\b/i,
    /\bcontextTypes\b|\bchildContextTypes\b|\bgetChildContext\b/,
    /\bcreateFactory\b/,
    /\bref: ?["']/,
    /\bunstable_batchedUpdates\b/,
    /\bUNSAFE_component/,
  ]) {
    it(`holds nothing of ${gone.source}, which React 19 lacks or which ties it to one React`, () => {
      assert.ok(!gone.test(source));
    });
  }
  it('has every picture that plugin.json names', () => {
    const { info } = JSON.parse(readFileSync('dist/plugin.json', 'utf8')) as {
      info: { logos: Record<string, string>; screenshots: { path: string }[] };
    };
    const pictures = [...Object.values(info.logos), ...info.screenshots.map(({ path }) => path)];
    assert.ok(info.screenshots.length > 0);
    assert.deepEqual(pictures.filter((path) => !existsSync(`dist/${path}`)), []);
  });
  it('gives Grafana a data source whose editors work', async () => {
    await openEditors(load().exports);
    assert.ok(screen.getByLabelText(/^Bucket/));
    assert.ok(screen.getByRole('combobox', { name: /^Question/ }));
  });
  it('uses selects in Grafana 11.0 to 11.5, which lack comboboxes', async () => {
    const old = { ...shared, '@grafana/ui': { ...ui, Combobox: undefined, MultiCombobox: undefined } };
    const saved = await openEditors(load(old).exports);
    const user = userEvent.setup();
    await user.type(screen.getByRole('combobox', { name: /^Accounts/ }), 'dinkes{Enter}');
    assert.deepEqual(saved.at(-1), { refId: 'A', queryType: 'engagement_rate', params: { accounts: ['dinkes'] } });
    await user.type(screen.getByRole('combobox', { name: /^Question/ }), 'sentim{Enter}');
    assert.deepEqual(saved.at(-1), { refId: 'A', queryType: 'sentiment', params: {} });
  });
  it('saves a choice once, though a combobox repeats it before the change is drawn', async () => {
    // As Grafana 12 does in Explore, with the handler of the first time, until React gives up.
    function Repeating({ id, options, onChange }: { id: string; options: unknown[]; onChange: (to: unknown) => void }) {
      return <button id={id} onClick={() => [1, 2, 3].forEach(() => onChange(options[2]))} />;
    }
    const saved = await openEditors(load({ ...shared, '@grafana/ui': { ...ui, Combobox: Repeating } }).exports);
    await userEvent.setup().click(screen.getByLabelText(/^Question/));
    assert.equal(saved.length, 1);
  });
});

/** Shows both editors; gives what the query editor saves. */
async function openEditors({ plugin }: ReturnType<typeof load>['exports']) {
  setUserLanguage('en-US');
  setVariables({});
  setResources({ accounts: ['dinkes'] });
  const { ConfigEditor: Config, QueryEditor: Query } = plugin?.components ?? {};
  assert.ok(Config && Query);
  const saved: unknown[] = [];
  const ignore = () => undefined;
  render(<Config options={{ url: '', jsonData: {}, secureJsonFields: {} }} onOptionsChange={ignore} />);
  const query = { refId: 'A', queryType: 'engagement_rate' };
  render(<Query query={query} datasource={newDataSource()} onChange={(next: unknown) => saved.push(next)} onRunQuery={ignore} />);
  await act(() => Promise.resolve());
  return saved;
}

describe('What is built', () => {
  it('has the day of its sources, whenever it is built', () => {
    const commit = spawnSync('git', ['log', '-1', '--format=%ct'], { encoding: 'utf8' });
    const epoch = process.env.SOURCE_DATE_EPOCH ?? (commit.status === 0 ? commit.stdout.trim() : '');
    if (!epoch) {
      return; // sources without their history
    }
    const built = JSON.parse(readFileSync('dist/plugin.json', 'utf8')) as { info: { updated: string } };
    assert.equal(built.info.updated, new Date(Number(epoch) * 1000).toISOString().slice(0, 10));
  });
});
