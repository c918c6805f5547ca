import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newDataSource, setResources, setUserLanguage, setVariables } from './grafana';

describe('the data source', () => {
  it('starts a new panel with the engagement rate', () => {
    assert.deepEqual(newDataSource().getDefaultQuery(), { queryType: 'engagement_rate', params: {} });
  });
  it('runs no hidden and no empty query', () => {
    const source = newDataSource();
    assert.equal(source.filterQuery({ refId: 'A', queryType: 'sentiment' }), true);
    assert.equal(source.filterQuery({ refId: 'A', queryType: 'sentiment', hide: true }), false);
    assert.equal(source.filterQuery({ refId: 'A' }), false);
  });
  it('replaces variables with its own list parameters in mind', () => {
    setVariables({ account: ['dinkes', 'pemkot'], topic: '*' });
    const query = { refId: 'A', queryType: 'engagement_rate', params: { accounts: '$account', topics: ['$topic'] } };
    assert.deepEqual(newDataSource().applyTemplateVariables(query, {}).params, {
      accounts: ['dinkes', 'pemkot'],
      topics: [],
    });
  });
  it('sends the ad hoc filters of the dashboard along', () => {
    const filters = [{ key: 'platform', operator: '=', value: 'rss' }];
    const query = { refId: 'A', queryType: 'sentiment' };
    assert.deepEqual(newDataSource().applyTemplateVariables(query, {}, filters).filters, filters);
    assert.equal('filters' in newDataSource().applyTemplateVariables(query, {}, []), false);
  });
  it('takes each live answer whole', () => {
    assert.deepEqual(newDataSource().streamOptionsProvider({} as never, {} as never), { action: 'replace' });
  });
  it('names a query by its question', () => {
    setUserLanguage('en-US');
    assert.equal(newDataSource().getQueryDisplayText({ refId: 'A', queryType: 'engagement_rate' }), 'Engagement rate');
    assert.equal(newDataSource().getQueryDisplayText({ refId: 'A', queryType: 'new_type' }), 'new_type');
  });
});

const accounts = '/api/datasources/uid/pantau/resources/accounts';

describe('ad hoc filters', () => {
  it('filter by what a store can tell apart', async () => {
    assert.deepEqual(await newDataSource().getTagKeys(), [
      { text: 'account' },
      { text: 'platform' },
      { text: 'topic' },
      { text: 'type' },
    ]);
  });
  it('offer the values that are there', async () => {
    const asked = setResources({ accounts: ['dinkes', 'pemkot'] });
    assert.deepEqual(await newDataSource().getTagValues({ key: 'account', filters: [] }), [
      { text: 'dinkes' },
      { text: 'pemkot' },
    ]);
    assert.deepEqual(await newDataSource().getTagValues({ key: 'owner', filters: [] }), []);
    assert.deepEqual(asked, [accounts]);
  });
});
