import './dom';

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import * as React from 'react';
import type { DataSourceSettings } from '@grafana/data';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ConfigEditor } from '../src/ConfigEditor';
import type { PantauOptions, PantauSecrets } from '../src/types';
import { setUserLanguage } from './grafana';

type Settings = DataSourceSettings<PantauOptions, PantauSecrets>;

beforeEach(() => setUserLanguage('en-US'));
afterEach(cleanup);

function openEditor(first: Partial<Settings> = {}) {
  const seen = { settings: { url: '', jsonData: {}, secureJsonFields: {}, ...first } as Settings };
  function Host() {
    const [options, setOptions] = React.useState(seen.settings);
    const change = (next: Settings) => {
      seen.settings = next;
      setOptions(next);
    };
    return <ConfigEditor options={options} onOptionsChange={change} />;
  }
  render(<Host />);
  return seen;
}

describe('the config editor', () => {
  it('saves server, organisation and bucket where the backend reads them', async () => {
    const user = userEvent.setup();
    const seen = openEditor();
    await user.type(screen.getByLabelText(/^URL/), 'http://influxdb:8086');
    await user.type(screen.getByLabelText(/^Organisation/), 'pemkot');
    await user.type(screen.getByLabelText(/^Bucket/), 'pantau');
    assert.equal(seen.settings.url, 'http://influxdb:8086');
    assert.deepEqual(seen.settings.jsonData, { org: 'pemkot', bucket: 'pantau' });
  });
  it('says what is wrong with the address while it is typed', async () => {
    const user = userEvent.setup();
    openEditor();
    assert.ok(screen.getByText(/Give the server's address/));
    await user.type(screen.getByLabelText(/^URL/), 'influxdb:8086');
    assert.ok(screen.getByText(/must start with http/));
    await user.clear(screen.getByLabelText(/^URL/));
    await user.type(screen.getByLabelText(/^URL/), 'https://influx.example.go.id');
    assert.equal(screen.queryByText(/must start with http/), null);
  });
  it('keeps the token among the secrets, and shows no saved one', async () => {
    const user = userEvent.setup();
    const seen = openEditor({ secureJsonFields: { token: true } });
    assert.equal(screen.getByLabelText<HTMLInputElement>(/^Token/).value, 'configured');
    await user.click(screen.getByRole('button', { name: /reset/i }));
    assert.deepEqual(seen.settings.secureJsonFields, { token: false });
    await user.type(screen.getByLabelText(/^Token/), 'rahasia');
    assert.deepEqual(seen.settings.secureJsonData, { token: 'rahasia' });
    assert.equal(screen.getByLabelText<HTMLInputElement>(/^Token/).type, 'password');
    assert.deepEqual(seen.settings.jsonData, {});
  });
  it('offers the Indonesian time zones', async () => {
    const user = userEvent.setup();
    const seen = openEditor();
    await user.click(screen.getByRole('combobox', { name: /time zone/ }));
    await user.click(await screen.findByRole('option', { name: /Asia\/Makassar/ }));
    assert.equal(seen.settings.jsonData.timeZone, 'Asia/Makassar');
  });
  it('takes any IANA time zone and refuses what is none', async () => {
    const user = userEvent.setup();
    const seen = openEditor();
    await user.click(screen.getByRole('combobox', { name: /time zone/ }));
    await user.keyboard('{Control>}a{/Control}Asia/Dili');
    await user.click(await screen.findByRole('option', { name: /Asia\/Dili/ }));
    assert.equal(seen.settings.jsonData.timeZone, 'Asia/Dili');
    assert.equal(screen.queryByText(/time zone is not known/), null);
    cleanup();
    openEditor({ jsonData: { timeZone: 'Asia/Konoha' } });
    assert.ok(screen.getByText(/time zone is not known/));
  });
  it('sets the language of the answers', async () => {
    const user = userEvent.setup();
    const seen = openEditor();
    assert.equal(screen.getByLabelText<HTMLInputElement>('Bahasa Indonesia').checked, true);
    await user.click(screen.getByLabelText('English'));
    assert.equal(seen.settings.jsonData.language, 'en');
  });
  it('names groups of peers and their accounts', async () => {
    const user = userEvent.setup();
    const seen = openEditor();
    await user.click(screen.getByRole('button', { name: /Add a group/ }));
    assert.ok(screen.getByText(/Give the group a name/));
    await user.type(screen.getByLabelText(/^Name of the group/), 'neighbours');
    assert.equal(screen.queryByText(/Give the group a name/), null);
    await user.type(screen.getByRole('combobox', { name: /^Accounts/ }), 'kab_a');
    await user.click(await screen.findByRole('option', { name: /kab_a/ }));
    assert.deepEqual(seen.settings.jsonData, { peerGroups: [{ name: 'neighbours', accounts: ['kab_a'] }] });
    await user.click(screen.getByRole('button', { name: /Remove the group neighbours/ }));
    assert.deepEqual(seen.settings.jsonData, { peerGroups: [] });
  });
  it('refuses two groups of one name', () => {
    openEditor({ jsonData: { peerGroups: [{ name: 'a', accounts: [] }, { name: ' a', accounts: [] }] } });
    assert.equal(screen.getAllByText('Another group has this name').length, 2);
  });
  it('takes the defaults where a provisioned setting is empty, and changes nothing of it', () => {
    setUserLanguage('id-ID');
    openEditor({ readOnly: true, jsonData: { timeZone: '', language: '' as never } });
    assert.equal(screen.getByRole<HTMLInputElement>('combobox').value, 'Asia/Jakarta');
    assert.equal(screen.getByRole<HTMLButtonElement>('button', { name: /Tambah kelompok/ }).disabled, true);
    assert.equal(screen.getByLabelText<HTMLInputElement>('Bahasa Indonesia').checked, true);
    assert.equal(screen.getByLabelText<HTMLInputElement>(/^Alamat/).disabled, true);
  });
});
