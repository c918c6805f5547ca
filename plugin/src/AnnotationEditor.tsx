import * as React from 'react';

import type { QueryEditorProps } from '@grafana/data';
import { Field } from '@grafana/ui';

import type { PantauDataSource } from './datasource';
import { markOf, marks } from './marks';
import { ParamField } from './ParamField';
import { Picker } from './Picker';
import { QueryEditor } from './QueryEditor';
import { findQueryType } from './querytypes';
import { text } from './text';
import type { PantauOptions, PantauQuery, ParamValue } from './types';

type Props = QueryEditorProps<PantauDataSource, PantauQuery, PantauOptions>;

/** What is chosen for a question that is none of the marks, and the question it begins with. */
const other = { id: 'other', queryType: 'top_posts' };

/** Asks what a dashboard marks on its panels, and of which accounts and topics. */
export function AnnotationEditor(props: Props) {
  const { query, datasource, onChange, onRunQuery } = props;
  const base = React.useId();
  const mark = markOf(query);
  const type = findQueryType(mark?.queryType);
  const lists = (params: PantauQuery['params']) =>
    Object.fromEntries(Object.entries(params ?? {}).filter(([, value]) => Array.isArray(value)));

  const update = (change: Partial<PantauQuery>) => {
    onChange({ ...query, ...change });
    onRunQuery();
  };
  const choose = (id: string) => {
    const next = marks.find((candidate) => candidate.id === id);
    update({ queryType: next?.queryType ?? other.queryType, params: { ...lists(query.params), ...next?.params } });
  };
  const setParam = (name: string, value: ParamValue | undefined) => {
    const rest = Object.entries(query.params ?? {}).filter(([key]) => key !== name);
    update({ params: Object.fromEntries(value === undefined ? rest : [...rest, [name, value]]) });
  };

  return (
    <div style={{ maxWidth: '640px' }}>
      <Field
        label={text('annotation.mark')}
        description={text(`annotation.mark.${mark?.id ?? other.id}.help` as 'annotation.mark.other.help')}
        htmlFor={`${base}-mark`}
      >
        <Picker
          id={`${base}-mark`}
          choices={[...marks.map(({ id }) => id), 'other' as const].map((value) => ({
            value,
            label: text(`annotation.mark.${value}`),
          }))}
          value={mark?.id ?? other.id}
          onChange={choose}
        />
      </Field>
      {mark ? (
        type?.params
          .filter((param) => param.kind === 'list')
          .map((param) => (
            <ParamField
              key={`${mark.id}.${param.name}`}
              id={`${base}-${param.name}`}
              param={param}
              value={query.params?.[param.name]}
              datasource={datasource}
              onChange={(value) => setParam(param.name, value)}
            />
          ))
      ) : (
        <QueryEditor {...props} />
      )}
    </div>
  );
}
