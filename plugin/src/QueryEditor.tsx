import * as React from 'react';

import type { QueryEditorProps } from '@grafana/data';
import { Alert, Field, Stack, Switch, Text } from '@grafana/ui';

import type { PantauDataSource } from './datasource';
import { ParamField } from './ParamField';
import { Picker, type Choice } from './Picker';
import { findQueryType, keepParams, sortedQueryTypes } from './querytypes';
import { pick, text, type TextKey } from './text';
import { families, languages, type PantauOptions, type PantauQuery, type ParamValue, type QueryTypeDescriptor } from './types';

type Props = QueryEditorProps<PantauDataSource, PantauQuery, PantauOptions>;

/** What is chosen where the query leaves the language to the data source. */
const asSet = 'as-set';

const columns: React.CSSProperties = {
  display: 'grid',
  gridTemplateColumns: 'repeat(auto-fill, minmax(240px, 1fr))',
  columnGap: '16px',
  alignItems: 'end',
};

/** Asks for a question, then shows the form that its descriptor declares. */
export function QueryEditor({ query, datasource, onChange, onRunQuery }: Props) {
  const base = React.useId();
  const type = findQueryType(query.queryType);

  const update = (change: Partial<PantauQuery>) => {
    onChange({ ...query, ...change });
    onRunQuery();
  };
  // Grafana gives the default only where a panel is new, not where its data source is chosen once more.
  React.useEffect(() => {
    if (query.queryType === undefined) {
      onChange({ ...query, ...datasource.getDefaultQuery() });
      onRunQuery();
    }
  }, [query, datasource, onChange, onRunQuery]);
  const choose = (id: string) => {
    const next = findQueryType(id);
    if (next && id !== query.queryType) {
      update({ queryType: id, params: keepParams(query.params ?? {}, type, next) });
    }
  };
  const setParam = (name: string, value: ParamValue | undefined) => {
    const others = Object.entries(query.params ?? {}).filter(([other]) => other !== name);
    update({ params: Object.fromEntries(value === undefined ? others : [...others, [name, value]]) });
  };

  return (
    <div>
      <Field label={text('query.type')} description={type && pick(type.description)} htmlFor={`${base}-type`}>
        <Picker
          id={`${base}-type`}
          choices={typeChoices()}
          value={type?.id}
          placeholder={text('query.type.placeholder')}
          onChange={choose}
        />
      </Field>
      {query.queryType && !type && (
        <Alert severity="warning" title={text('query.type.unknown', { type: query.queryType })} />
      )}
      {type && <Help type={type} />}
      {type && type.params.length > 0 && (
        <div style={columns}>
          {type.params.map((param) => (
            <ParamField
              key={`${type.id}.${param.name}`}
              id={`${base}-${param.name}`}
              param={param}
              value={query.params?.[param.name]}
              datasource={datasource}
              onChange={(value) => setParam(param.name, value)}
            />
          ))}
        </div>
      )}
      {type && (
        <Stack gap={2}>
          <div style={{ width: '240px' }}>
            <Field label={text('query.language')} htmlFor={`${base}-language`}>
              <Picker
                id={`${base}-language`}
                choices={[{ value: asSet, label: text('query.language.default') }, ...languages]}
                value={query.language ?? asSet}
                onChange={(value) => update({ language: languages.find((known) => known.value === value)?.value })}
              />
            </Field>
          </div>
          <Field label={text('query.live')} description={text('query.live.help')} htmlFor={`${base}-live`}>
            <Switch
              id={`${base}-live`}
              value={Boolean(query.live)}
              onChange={(event) => update({ live: event.currentTarget.checked || undefined })}
            />
          </Field>
        </Stack>
      )}
    </div>
  );
}

function Help({ type }: { type: QueryTypeDescriptor }) {
  return (
    <details style={{ marginBottom: '16px', maxWidth: '110ch' }}>
      <summary style={{ cursor: 'pointer' }}>{text('query.help')}</summary>
      <Text element="p" color="secondary">
        {pick(type.help)}
      </Text>
    </details>
  );
}

function typeChoices(): Choice[] {
  return sortedQueryTypes().map((type) => ({
    value: type.id,
    label: pick(type.label),
    description: pick(type.description),
    group: familyName(type.family),
  }));
}

function familyName(family: string): string {
  const known = families.find((name) => name === family);
  const key: TextKey | undefined = known && `query.family.${known}`;
  return key ? text(key) : family;
}
