import './dom';

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { AnnotationEventFieldSource, FieldType, toDataFrame, type AnnotationQuery } from '@grafana/data';
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { AnnotationEditor } from '../src/AnnotationEditor';
import { eventsOf } from '../src/annotations';
import { markOf, marks } from '../src/marks';
import { findQueryType } from '../src/querytypes';
import type { PantauQuery } from '../src/types';
import { newDataSource, setResources, setUserLanguage, setVariables } from './grafana';

beforeEach(() => {
  setUserLanguage('en-US');
  setVariables({});
  setResources({ topics: ['banjir'], accounts: ['dinkes'], platforms: [] });
});
afterEach(cleanup);

/** An answer as the backend gives it: its titles are in the language of the data source. */
const bursts = toDataFrame({
  fields: [
    { name: 'time', type: FieldType.time, values: [1000, 5000], config: { displayNameFromDS: 'Waktu' } },
    { name: 'time_end', type: FieldType.time, values: [2000, null], config: { displayNameFromDS: 'Sampai' } },
    { name: 'topic', type: FieldType.string, values: ['banjir', 'pasar'], config: { displayNameFromDS: 'Topik' } },
    { name: 'summary', type: FieldType.string, values: ['much', 'more'], config: { displayNameFromDS: 'Ringkasan' } },
  ],
});

const annotation = (target: Partial<PantauQuery>, rest: Partial<AnnotationQuery<PantauQuery>> = {}) =>
  ({ name: 'a', enable: true, iconColor: 'red', target: { refId: 'Anno', ...target }, ...rest }) as AnnotationQuery<PantauQuery>;

describe('an annotation', () => {
  it('takes the columns of its mark, whatever they are called in the language of the data source', () => {
    const target = { queryType: 'rising_topics', params: { show: 'bursts' } };
    assert.deepEqual(eventsOf(annotation(target), [bursts]), [
      { time: 1000, timeEnd: 2000, title: 'banjir', text: 'much', tags: ['banjir'], isRegion: true },
      { time: 5000, title: 'pasar', text: 'more', tags: ['pasar'], isRegion: false },
    ]);
  });
  it('takes the columns that the dashboard names, by name or by title', () => {
    const mappings = {
      title: { value: 'Ringkasan' },
      text: { source: AnnotationEventFieldSource.Text, value: 'always' },
      timeEnd: { source: AnnotationEventFieldSource.Skip },
      tags: { source: AnnotationEventFieldSource.Skip },
    };
    const target = { queryType: 'rising_topics', params: { show: 'bursts' } };
    assert.deepEqual(eventsOf(annotation(target, { mappings }), [bursts])[0], {
      time: 1000,
      title: 'much',
      text: 'always',
      isRegion: false,
    });
  });
  it('takes the first time and the first text of any other answer', () => {
    assert.deepEqual(eventsOf(annotation({ queryType: 'mentions' }), [bursts])[0], { time: 1000, text: 'banjir', isRegion: false });
  });
  it('shows no HTML of what people write', () => {
    const posts = toDataFrame({
      fields: [
        { name: 'published', type: FieldType.time, values: [1000] },
        { name: 'account', type: FieldType.string, values: ['<b>dinkes</b>'] },
        { name: 'excerpt', type: FieldType.string, values: ['<img src=x onerror=alert(1)> 3 < 4 & 5'] },
      ],
    });
    const [event] = eventsOf(annotation({ queryType: 'viral_posts' }), [posts]);
    assert.equal(event?.text, '‹img src=x onerror=alert(1)› 3 ‹ 4 & 5');
    assert.equal(event.title, '‹b›dinkes‹/b›');
  });
  it('is nothing where an answer has no time', () => {
    assert.deepEqual(eventsOf(annotation({}), [toDataFrame({ fields: [{ name: 'x', values: [1] }] }), toDataFrame({ fields: [] })]), []);
  });
  for (const mark of marks) {
    it(`${mark.id} asks a question that there is`, () => {
      const params = findQueryType(mark.queryType)?.params ?? [];
      for (const [name, value] of Object.entries(mark.params)) {
        const param = params.find((known) => known.name === name);
        assert.ok(param?.options?.some((option) => option.value === value), `${name}: ${String(value)}`);
      }
      assert.equal(markOf({ queryType: mark.queryType, params: mark.params }), mark);
    });
  }
  it('that only rises now is no mark: it has no past', () => {
    assert.equal(markOf({ queryType: 'rising_topics' }), undefined);
  });
});

describe('the annotation editor', () => {
  async function openEditor(first: Partial<PantauQuery>) {
    const seen = { query: { refId: 'Anno', ...first }, runs: 0 };
    const datasource = newDataSource();
    function Host() {
      const [query, setQuery] = React.useState<PantauQuery>(seen.query);
      const change = (next: PantauQuery) => {
        seen.query = next;
        setQuery(next);
      };
      return <AnnotationEditor query={query} datasource={datasource} onChange={change} onRunQuery={() => (seen.runs += 1)} />;
    }
    render(<Host />);
    await act(() => Promise.resolve());
    return seen;
  }
  async function mark(user: ReturnType<typeof userEvent.setup>, name: RegExp) {
    await user.click(screen.getByRole('combobox', { name: /^What to mark/ }));
    await user.click(await screen.findByRole('option', { name }));
  }

  it('begins with the bursts', () => {
    const query = newDataSource().annotations.getDefaultQuery?.();
    assert.equal(markOf(query)?.id, 'bursts');
  });
  it('changes what is marked and keeps the topics', async () => {
    const user = userEvent.setup();
    const seen = await openEditor({ queryType: 'rising_topics', params: { show: 'bursts', format: 'table', topics: ['banjir'] } });
    await mark(user, /^Shifts of sentiment/);
    assert.deepEqual(seen.query, {
      refId: 'Anno',
      queryType: 'sentiment_shift',
      params: { topics: ['banjir'], format: 'table' },
    });
    assert.equal(seen.runs, 1);
  });
  it('asks only for accounts and topics of a mark', async () => {
    const user = userEvent.setup();
    const seen = await openEditor({ queryType: 'sentiment_shift', params: { format: 'table' } });
    assert.equal(screen.queryByRole('combobox', { name: /^Question/ }), null);
    await user.click(screen.getByRole('combobox', { name: /^Topics/ }));
    await user.click(await screen.findByRole('option', { name: /banjir/ }));
    assert.deepEqual(seen.query.params, { format: 'table', topics: ['banjir'] });
  });
  it('lets any other question be an annotation', async () => {
    const user = userEvent.setup();
    const seen = await openEditor({ queryType: 'sentiment_shift', params: { format: 'table' } });
    await mark(user, /^Another question/);
    assert.equal(seen.query.queryType, 'top_posts');
    assert.ok(screen.getByRole('combobox', { name: /^Question/ }));
  });
});
